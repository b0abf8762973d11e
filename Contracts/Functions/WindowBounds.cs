using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Functions;

/// <summary>Which window a result belongs to.</summary>
/// <param name="Start">First instant inside, UTC.</param>
/// <param name="End">First instant after it, UTC: the window is <c>[Start, End)</c>.</param>
/// <param name="Key">The values of <c>group_by</c>, in the order declared.</param>
/// <param name="Revision">0 at first, one more for each correction.</param>
/// <param name="Partial">True when a live change closed the window before its end.</param>
public sealed record WindowBounds(
    DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<FieldValue> Key, int Revision, bool Partial);
