using System.Text.Json;
using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.EdgeBridge.Explanation.Reasons;

/// <summary>Its windows are open, and what they wait for.</summary>
internal sealed class WindowReason : IReason
{
    public WhyFinding? Of(BindingFacts binding, NodeFacts node)
    {
        var hasFired = binding.Newest(entry => entry.Kind.Stage == Stage.Invoke && entry.Last.Window is not null) is not null;
        if (hasFired || binding.Counts.Measurements > 0 || binding.Sight.Waits is not [var wait, ..] || wait.Kind == WaitKind.Nothing)
            return null;
        var example = binding.LastPassed;
        var local = example is null || binding.Config.EventTime.TimeZone is not null ? null
            : ClockOffset.Describe(example.Time, example.ReceivedAt);
        return new(
            "window", local is null ? JsonNamingPolicy.SnakeCaseLower.ConvertName($"waits_{wait.Kind}") : "local_time",
            local is null ? $"{binding.Name} has no result yet: {wait.Sentence}"
                : $"{binding.Name} has no result yet: its events carry times that are {local}; {wait.Sentence}",
            local is null ? Advice(wait.Kind) : ClockOffset.Advice)
        { Example = ExampleText.Of(example) };
    }

    private static string Advice(WaitKind kind) => kind switch
    {
        WaitKind.LaggingClock => "set that sensor's clock, or shorten event_time.idle_timeout",
        WaitKind.FutureTimes => "set the sensor's clock, or name its time zone (event_time.time_zone)",
        WaitKind.Events => "send more events, or make the window smaller (window.count.size)",
        WaitKind.Condition => "wait for the event that ends it, or make window.max shorter",
        _ => "wait, send a later event, or ask for results before the window is complete (window.early)",
    };
}
