using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>One clock as one group knows it: the newest timestamp it gave that group.</summary>
internal sealed class SourceClock(ClockGroup group, FieldValue id)
{
    /// <summary>A <see cref="Place"/> outside the heap: the clock does not count.</summary>
    public const int Idle = -1;

    public ClockGroup Group { get; } = group;

    public FieldValue Id { get; } = id;

    /// <summary>Newest timestamp, in ticks.</summary>
    public long Timestamp { get; set; } = Ticks.Never;

    /// <summary>
    /// Recorded time of the last advance of <see cref="Timestamp"/>, or of the beginning of the rest, whichever is later.
    /// </summary>
    public long Since { get; set; }

    /// <summary>Number of the event that last moved it in its list: tells the order of those with the same <see cref="Since"/>.</summary>
    public long Touched { get; set; }

    /// <summary>Index in the group's heap, or <see cref="Idle"/>.</summary>
    public int Place { get; set; } = Idle;

    public bool Counts => Place != Idle;

    // Neighbours in the one ClockList this clock is in.
    public SourceClock? Older { get; set; }

    public SourceClock? Newer { get; set; }
}
