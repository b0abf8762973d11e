using System.Text.Json.Serialization;
using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Frames;

/// <summary>
/// Points of one binding, measurement and shape, by column. A column has <see cref="Count"/> entries, or a single one that holds for
/// every point; a column that is absent holds its default for every point.
/// </summary>
public sealed record SeriesBlock
{
    /// <summary>The binding that produced the points.</summary>
    public required string Binding { get; init; }

    /// <summary>The binding's version, 16 hexadecimal digits.</summary>
    public required string Version { get; init; }

    /// <summary>The measurement (table) name.</summary>
    public required string Measurement { get; init; }

    /// <summary>Number of points.</summary>
    public required int Count { get; init; }

    /// <summary>Tag columns in ordinal order of their names.</summary>
    public required IReadOnlyList<TagColumn> Tags { get; init; }

    /// <summary>Start of each point's window, or its time.</summary>
    public required TimeColumn Time { get; init; }

    /// <summary>Length of each window in units of <see cref="Time"/>; absent where points have no window.</summary>
    public IReadOnlyList<long>? Window { get; init; }

    /// <summary>Outbox record of each point: steps from the previous one, the first from the frame's first sequence.</summary>
    public required IReadOnlyList<long> Sequence { get; init; }

    /// <summary>Revision of each point; absent when all are 0.</summary>
    public IReadOnlyList<int>? Revision { get; init; }

    /// <summary>Whether a live change closed the window early; absent when none was.</summary>
    public IReadOnlyList<bool>? Partial { get; init; }

    /// <summary>Whether the points belong to a series of the whole fleet, without the node; absent when not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Shared { get; init; }

    /// <summary>Field columns.</summary>
    public required IReadOnlyList<FieldColumn> Fields { get; init; }
}

/// <summary>One tag's values: a dictionary and, for each point, which entry it has.</summary>
/// <param name="Name">The tag.</param>
/// <param name="Values">Distinct values.</param>
/// <param name="Index">Index into <paramref name="Values"/> for each point; absent when there is one value.</param>
public sealed record TagColumn(string Name, IReadOnlyList<string> Values, IReadOnlyList<int>? Index);

/// <summary>Times as whole units since 1970-01-01T00:00:00Z.</summary>
/// <param name="Unit"><c>s</c>, <c>ms</c>, <c>us</c> or <c>100ns</c>: the coarsest that is exact for the whole block.</param>
/// <param name="Base">Time of the first point.</param>
/// <param name="Step">Distance of each point from the previous one; the first is 0.</param>
public sealed record TimeColumn(string Unit, long Base, IReadOnlyList<long> Step);

/// <summary>One field's values.</summary>
/// <param name="Name">The field.</param>
/// <param name="Values">Numbers, booleans or texts; null where a point has no value.</param>
public sealed record FieldColumn(string Name, IReadOnlyList<FieldValue> Values);
