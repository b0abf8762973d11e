namespace EventEdge.Hosting;

/// <summary>Which stored points to read.</summary>
/// <param name="Data">Data directory of the node that stores them.</param>
/// <param name="Measurement">The measurement's name.</param>
internal sealed record PointQuery(string Data, string Measurement)
{
    /// <summary>Earliest time, inclusive; null for no bound.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Latest time, exclusive; null for no bound.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Tags a point must have.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Points at most; null for all.</summary>
    public long? Limit { get; init; }
}
