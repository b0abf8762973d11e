namespace EventEdge.CloudIngest.Stores.Reading;

/// <summary>Which points of a measurement to read.</summary>
/// <param name="Measurement">The measurement's name.</param>
public sealed record PointFilter(string Measurement)
{
    /// <summary>Earliest time, inclusive; null for no bound.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Latest time, exclusive; null for no bound.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Tags a point must have.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Points at most; null for all.</summary>
    public long? Limit { get; init; }

    internal bool Takes(StoredPoint point) =>
        (Since is not { } since || point.Time >= since) && (Until is not { } until || point.Time < until)
            && Tags.All(tag => point.Tags.Contains(tag));
}
