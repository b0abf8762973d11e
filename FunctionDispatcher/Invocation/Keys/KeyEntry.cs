using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Invocation.Keys;

/// <summary>What a binding keeps of one key.</summary>
internal sealed class KeyEntry(string key, IKeyedState state)
{
    /// <summary>The values that make the key, each followed by <see cref="Divider"/>.</summary>
    public string Key { get; } = key;

    /// <summary>Ends a value of a key.</summary>
    public const char Divider = '\u001f';

    /// <summary>The function's memory of it.</summary>
    public IKeyedState State { get; } = state;

    /// <summary>The same where it waits for time; else null.</summary>
    public ITimedKeyedState? Timed { get; } = state as ITimedKeyedState;

    /// <summary>When its last event was received, in ticks.</summary>
    public long SeenTicks { get; set; }

    /// <summary>The latest event time it took.</summary>
    public long LatestTicks { get; set; } = Ticks.Never;

    /// <summary>When it is due, as a reading of recorded time.</summary>
    public long Due { get; set; } = Ticks.Forever;

    /// <summary>Under which time it stands in the queue of those that wait.</summary>
    public long QueuedFor { get; set; } = Ticks.Forever;

    /// <summary>The number of the step it last ran in.</summary>
    public long Step { get; set; }
}
