using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Functions;

/// <summary>Which window a result belongs to.</summary>
/// <param name="Start">First instant inside, UTC.</param>
/// <param name="End">First instant after it, UTC: the window is <c>[Start, End)</c>.</param>
/// <param name="Key">The values of <c>group_by</c>, in the order declared.</param>
/// <param name="Revision">0 at first, one more for each correction.</param>
/// <param name="Partial">
/// True when the window is known to lack events: a live change closed it before its end, or whoever took its events began within it. Its
/// results carry the tag <c>partial</c>, so that they stand beside those of the whole window and never in their place.
/// </param>
public sealed record WindowBounds(
    DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<FieldValue> Key, int Revision, bool Partial)
{
    private readonly long _later;

    /// <summary>
    /// The time of its results, by which they are known: <see cref="Start"/>, or the next free instant where several windows of a key start
    /// at once, as count windows of events with one timestamp do.
    /// </summary>
    public DateTimeOffset Time { get => Start.AddTicks(_later); init => _later = (value - Start).Ticks; }

    /// <summary>
    /// True for a result that is shown before the window is complete, where <c>window.early</c> asks for it: another of a higher revision
    /// follows. Default false: the result is final, and only a late event changes it.
    /// </summary>
    public bool Provisional { get; init; }

    /// <summary>
    /// Of a partial window, what tells its parts from each other: when taking events began, in milliseconds since 1970; else 0.
    /// </summary>
    public long Part { get; init; }
}
