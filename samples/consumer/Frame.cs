using System.Text.Json;
using System.Text.Json.Serialization;

namespace Consumer;

/// <summary>A frame as it is on the bus (docs/reference/bus-contract.md), as far as this consumer needs it.</summary>
public sealed record Frame
{
    /// <summary>The layout; this consumer knows 1.</summary>
    [JsonPropertyName("format")]
    public int Format { get; init; }

    /// <summary>The edge node.</summary>
    [JsonPropertyName("node")]
    public string Node { get; init; } = string.Empty;

    /// <summary>Blocks of points.</summary>
    [JsonPropertyName("series")]
    public IReadOnlyList<Block> Series { get; init; } = [];

    /// <summary>The points, one by one.</summary>
    /// <exception cref="NotSupportedException">The layout is a newer one.</exception>
    public IEnumerable<Point> Points() => Format == 1
        ? Series.SelectMany(block => block.Points(Node))
        : throw new NotSupportedException($"format {Format} is not known");
}

/// <summary>
/// Points with the same measurement, tag names and field names, by column: a column has an entry for each point, or one that holds for all
/// of them.
/// </summary>
public sealed record Block
{
    /// <summary>The measurement.</summary>
    [JsonPropertyName("measurement")]
    public string Measurement { get; init; } = string.Empty;

    /// <summary>How many points.</summary>
    [JsonPropertyName("count")]
    public int Count { get; init; }

    /// <summary>Their times.</summary>
    [JsonPropertyName("time")]
    public Times Time { get; init; } = new();

    /// <summary>Their tags.</summary>
    [JsonPropertyName("tags")]
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>Their fields.</summary>
    [JsonPropertyName("fields")]
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>Their revisions; absent for 0.</summary>
    [JsonPropertyName("revision")]
    public IReadOnlyList<int>? Revision { get; init; }

    internal IEnumerable<Point> Points(string node)
    {
        var time = Time.Base;
        for (var row = 0; row < Count; row++)
        {
            time += Time.Step[row];
            var at = row;
            yield return new(
                node, Measurement, DateTimeOffset.UnixEpoch.AddTicks(time * Time.TicksOfUnit),
                [.. Tags.Select(tag => KeyValuePair.Create(tag.Name, tag.Values[tag.Index is null ? 0 : At(tag.Index, at)]))],
                [.. Fields.Select(field => KeyValuePair.Create(field.Name, At(field.Values, at)))
                    .Where(field => field.Value.ValueKind != JsonValueKind.Null)],
                Revision is null ? 0 : At(Revision, at));
        }
    }

    private static T At<T>(IReadOnlyList<T> column, int row) => column.Count == 1 ? column[0] : column[row];
}

/// <summary>A column of times: each is a step from the one before.</summary>
public sealed record Times
{
    /// <summary><c>s</c>, <c>ms</c>, <c>us</c> or <c>100ns</c>.</summary>
    [JsonPropertyName("unit")]
    public string Unit { get; init; } = "s";

    /// <summary>The first, since 1970.</summary>
    [JsonPropertyName("base")]
    public long Base { get; init; }

    /// <summary>The steps.</summary>
    [JsonPropertyName("step")]
    public IReadOnlyList<long> Step { get; init; } = [];

    internal long TicksOfUnit => Unit switch
    {
        "s" => TimeSpan.TicksPerSecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "us" => TimeSpan.TicksPerMicrosecond,
        _ => 1,
    };
}

/// <summary>A column of a tag: distinct values, and which of them each point has.</summary>
public sealed record Tag
{
    /// <summary>Its name.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = string.Empty;

    /// <summary>Its values.</summary>
    [JsonPropertyName("values")]
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Which of them; absent for the first.</summary>
    [JsonPropertyName("index")]
    public IReadOnlyList<int>? Index { get; init; }
}

/// <summary>A column of a field.</summary>
public sealed record Field
{
    /// <summary>Its name.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = string.Empty;

    /// <summary>Its values: numbers, texts or booleans; null where a point has none.</summary>
    [JsonPropertyName("values")]
    public IReadOnlyList<JsonElement> Values { get; init; } = [];
}
