using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Rx.Insight;

/// <summary>One key of a binding's windows at one moment.</summary>
internal sealed record KeyStatus
{
    /// <summary>The values of <c>group_by</c>.</summary>
    public required IReadOnlyList<FieldValue> Key { get; init; }

    /// <summary>Every event before it has been waited for; null while none has come.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>The clocks that have stamped its events, the slowest first.</summary>
    public required IReadOnlyList<ClockStatus> Clocks { get; init; }

    /// <summary>Its windows whose final result is not emitted yet, oldest first, no more than a few.</summary>
    public required IReadOnlyList<OpenWindow> Open { get; init; }

    /// <summary>Events that wait for the watermark before they are put into a window.</summary>
    public int Waiting { get; init; }

    /// <summary>
    /// When, by the time of receipt, its oldest open window fires although nothing more comes; null where silence alone never does it.
    /// </summary>
    public DateTimeOffset? SilentAt { get; init; }
}

/// <summary>A window that is open.</summary>
/// <param name="Start">First instant inside.</param>
/// <param name="End">First instant after it, as far as it is known.</param>
/// <param name="Events">Events in it, where they are what bounds it; else null.</param>
internal sealed record OpenWindow(DateTimeOffset Start, DateTimeOffset End, int? Events);

/// <summary>A clock as one key knows it.</summary>
/// <param name="Id">Its name, or a topic.</param>
/// <param name="Newest">The newest timestamp it gave.</param>
/// <param name="Counts">Whether it holds the key back.</param>
/// <param name="SilentAt">When, by the time of receipt, it stops holding it back if it does not advance.</param>
internal sealed record ClockStatus(FieldValue Id, DateTimeOffset Newest, bool Counts, DateTimeOffset SilentAt);
