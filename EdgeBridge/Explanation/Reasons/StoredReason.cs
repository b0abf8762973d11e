using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.FunctionDispatcher.Explanation.Words;

namespace EventEdge.EdgeBridge.Explanation.Reasons;

/// <summary>Nothing keeps its points back: what the newest is, and where to look for it.</summary>
internal static class StoredReason
{
    // A chart of the last hour does not show what is older.
    private static readonly TimeSpan Shown = TimeSpan.FromHours(1);

    // Nor what is ahead of now, beyond what clocks differ by.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <summary>Always a finding.</summary>
    public static WhyFinding Of(BindingFacts binding, NodeFacts node)
    {
        var last = node.Results.LastOrDefault(result => result.Binding == binding.Name);
        if (last is null) return None(binding);
        var where = node.HasStore ? "is stored" : "was handed to the bus; whether it is stored the cloud says (eventedge ledger)";
        var age = node.Snapshot.At - last.Time;
        var isFar = age > Shown || age < -Ahead;
        var far = $": that is {InWords.Span(age)} {(age > TimeSpan.Zero ? "ago" : "ahead")}{Local(binding)}, where a chart of the last "
            + "hour does not show it";
        return new("store", isFar ? "stored_elsewhere_in_time" : "stored",
            $"there are points: the newest of {last.Measurement} has the time {InWords.Instant(last.Time)} and {where}"
                + (isFar ? far : string.Empty),
            $"eventedge points {last.Measurement}")
        { IsWell = true };
    }

    private static string Local(BindingFacts binding) => binding.LastPassed is { } passed && binding.Config.EventTime.TimeZone is null
        && ClockOffset.Of(passed.Time, passed.ReceivedAt) is not null ? " and looks like local time that is taken for UTC" : string.Empty;

    private static WhyFinding None(BindingFacts binding) => binding.Counts.Measurements > 0
        ? new("store", "stored",
            $"{binding.Name} has given {InWords.Count(binding.Counts.Measurements, "result")}, none of them since the node started",
            "send a message, and ask again")
        { IsWell = true }
        : new("node", "unknown", $"no reason is known why {binding.Name} has no result", "eventedge explain TOPIC PAYLOAD tries a message");
}
