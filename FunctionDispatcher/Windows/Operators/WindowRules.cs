using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Windows.Operators;

/// <summary>What every window operator takes besides its lengths.</summary>
public sealed record WindowRules
{
    /// <summary>Fields whose values make the key. Default: one key for all.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>How disorder is treated. Default: events come in order.</summary>
    public EventTimeConfig Time { get; init; } = new();

    /// <summary>Told of each event that is in no window, and why; the event is valid during the call only. Default: nobody is.</summary>
    public Action<EdgeEvent, WindowOutcome>? Refused { get; init; }
}
