using System.Diagnostics;
using System.Diagnostics.Metrics;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Hosting.Metrics;

namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>What was given up, counted by stage and error code.</summary>
internal static class DeadLetterTelemetry
{
    private static readonly Meter Meter = new("EventEdge.EdgeBridge.DeadLetters");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "eventedge_edge_failures_total", null, "Messages, events and results given up, with a dead letter, by stage and error code.");

    static DeadLetterTelemetry()
    {
        foreach (var stage in Enum.GetValues<FailureStage>()) Failures.Expect(Tags(stage));
    }

    /// <summary>A dead letter was made.</summary>
    public static void GivenUp(FailureStage stage) => Failures.Add(1, Tags(stage));

    private static TagList Tags(FailureStage stage)
    {
        var (name, code) = NamesOf(stage);
        return new() { { "stage", name }, { "error_code", code } };
    }

    private static (string Stage, string Code) NamesOf(FailureStage stage) => stage switch
    {
        FailureStage.Decode => ("decode", "undecodable"),
        FailureStage.EventTime => ("event_time", "no_usable_time"),
        FailureStage.Late => ("late", "window_closed"),
        FailureStage.Invoke => ("invoke", "function_failed"),
        FailureStage.Emit => ("emit", "no_usable_result"),
        FailureStage.Store => ("store", "refused_by_store"),
        FailureStage.Receive => ("receive", "loop"),
        FailureStage.Limit => ("limit", "too_many_keys"),
        FailureStage.Fields => ("fields", "not_as_declared"),
        FailureStage.Lookup => ("lookup", "no_row"),
        _ => ("other", "other"),
    };
}
