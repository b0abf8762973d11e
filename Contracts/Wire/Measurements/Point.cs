using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Measurements;

/// <summary>
/// One stored result. Its identity in every store is (node, measurement, tags, time), the time derived from the window and never from the
/// clock of the machine, so that a repeated delivery overwrites itself. Fields of one identity and revision merge; a higher revision
/// replaces the fields of a lower one.
/// </summary>
public sealed record Point
{
    /// <summary>The measurement (table) name.</summary>
    public required string Measurement { get; init; }

    /// <summary>Tags in ordinal order of their names, none empty.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; }

    /// <summary>Fields: numbers (finite), booleans and texts only.</summary>
    public required IReadOnlyList<KeyValuePair<string, FieldValue>> Fields { get; init; }

    /// <summary>The window's start (UTC), or the event's time where there is no window.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The window's end (exclusive); null where there is no window.</summary>
    public DateTimeOffset? WindowEnd { get; init; }

    /// <summary>0 for the first result of a window, one more for each correction.</summary>
    public int Revision { get; init; }

    /// <summary>True when a live change closed the window before its end.</summary>
    public bool Partial { get; init; }

    /// <summary>
    /// True when the series is the whole fleet's (<c>emit.shared</c>): it is stored without <see cref="NodeTag"/>, from one node only.
    /// </summary>
    public bool Shared { get; init; }

    /// <summary>
    /// Hash of (binding, binding version, key, window start, window end, revision): the same result has the same id in every replay.
    /// </summary>
    public ulong Id { get; init; }

    /// <summary>
    /// What makes a longer window of this one and its neighbours; null where they cannot be merged. It never leaves the edge.
    /// </summary>
    public Mergeable? Mergeable { get; init; }

    /// <summary>
    /// What the events since the former revision give by themselves, as a point that adds to it; null where there was none, or the result
    /// cannot be merged. Used in place of this point when the former revision is part of a wider window. It never leaves the edge.
    /// </summary>
    public Point? Supplement { get; init; }

    /// <summary>
    /// True for a result that was shown before its window was complete. A store has it as the field <c>final</c>, which is false; the
    /// final result, of a higher revision, replaces it.
    /// </summary>
    internal bool Provisional { get; init; }

    /// <summary>The id of its first revision, by which bindings that run on it tell a correction from another result.</summary>
    internal ulong Subject { get; init; }

    /// <summary>
    /// The <c>traceparent</c> of the last step it went through, where a sampled message led to it; null for all others. No store has it.
    /// </summary>
    internal string? Trace { get; init; }
}
