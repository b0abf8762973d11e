using System.Diagnostics.Metrics;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>What was given up, counted by stage and error code.</summary>
internal static class DeadLetterTelemetry
{
    private static readonly Meter Meter = new("EventEdge.EdgeBridge.DeadLetters");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "eventedge_edge_failures_total", null, "Messages, events and results given up, with a dead letter, by stage and error code.");

    // A series that appears with its first failure hides that one from whoever asks for an increase.
    static DeadLetterTelemetry()
    {
        foreach (var stage in Enum.GetValues<FailureStage>()) Count(stage, 0);
    }

    /// <summary>A dead letter was made.</summary>
    public static void GivenUp(FailureStage stage) => Count(stage, 1);

    private static void Count(FailureStage stage, long failures)
    {
        var (name, code) = NamesOf(stage);
        Failures.Add(failures, new("stage", name), new KeyValuePair<string, object?>("error_code", code));
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
