using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Functions;

/// <summary>
/// The memory of one key that also waits: for a device that falls silent, for an alarm that has to last. Deadlines are in recorded time,
/// that of <see cref="Events.EdgeEvent.ReceivedAt"/>, so that they pass though nothing comes, and pass again at the same place in a replay.
/// </summary>
public interface ITimedKeyedState : IKeyedState
{
    /// <summary>When it next has something to do without an event; null while it waits for nothing.</summary>
    DateTimeOffset? NextDeadline { get; }

    /// <summary>
    /// Recorded time has reached <see cref="NextDeadline"/>, which has to move on. Called for each deadline in turn and before any event
    /// received later, however late time is told. After a long outage one step runs each key's first deadline and 10,000 more; the others
    /// are left to the steps that follow, and an event may come before them.
    /// </summary>
    /// <param name="deadline">The deadline; the time of results that name none.</param>
    /// <param name="output">Takes what it leads to.</param>
    void Advance(DateTimeOffset deadline, ICollection<Measurement> output);
}
