using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.EventTime;

/// <summary>One clock as one group knows it: the newest stamp it gave that group.</summary>
internal sealed class SourceClock(ClockGroup group, FieldValue id)
{
    /// <summary>A <see cref="Place"/> outside the heap: the clock does not count.</summary>
    public const int Resting = -1;

    public ClockGroup Group { get; } = group;

    public FieldValue Id { get; } = id;

    /// <summary>Newest stamp, in ticks.</summary>
    public long Stamp { get; set; } = Ticks.Never;

    /// <summary>Recorded time of the last advance of <see cref="Stamp"/>, or of the beginning of the rest, whichever is later.</summary>
    public long Since { get; set; }

    /// <summary>Number of the event that last moved it in its list: tells the order of those with the same <see cref="Since"/>.</summary>
    public long Touched { get; set; }

    /// <summary>Index in the group's heap, or <see cref="Resting"/>.</summary>
    public int Place { get; set; } = Resting;

    public bool Counts => Place != Resting;

    // Neighbours in the one ClockList this clock is in.
    public SourceClock? Older { get; set; }

    public SourceClock? Newer { get; set; }
}
