using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.Contracts.Rx;

/// <summary>What every window operator takes besides its lengths.</summary>
public sealed record WindowRules
{
    /// <summary>Fields whose values make the key; each key has windows of its own. Default: one key for all.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>How disorder is treated. Default: events come in order.</summary>
    public EventTimeRules Time { get; init; } = new();

    /// <summary>
    /// Most keys, and most clocks: beyond it the events of new ones are refused, unless some have been silent for a day. Above zero;
    /// default 100,000.
    /// </summary>
    public int KeyLimit { get; init; } = 100_000;

    /// <summary>Told of each event that is in no window, and why; the event is valid during the call only. Default: nobody is.</summary>
    public Action<EdgeEvent, WindowOutcome>? Refused { get; init; }
}
