using EventEdge.CloudIngest.Stores;

namespace EventEdge.Hosting;

/// <summary>Reads the embedded store for <c>eventedge points</c>.</summary>
internal static class StoredPoints
{
    /// <summary>The points a query asks for; none when nothing was stored yet.</summary>
    public static IEnumerable<StoredPoint> Read(PointQuery query)
    {
        if (!File.Exists(Path.Combine(query.Data, PointReader.FileName))) yield break;
        using var reader = new PointReader(query.Data);
        var left = query.Limit ?? long.MaxValue;
        foreach (var point in reader.Read(query.Measurement).Where(point => Matches(point, query)))
        {
            if (left-- == 0) yield break;
            yield return point;
        }
    }

    private static bool Matches(StoredPoint point, PointQuery query) =>
        (query.Since is not { } since || point.Time >= since)
        && (query.Until is not { } until || point.Time < until)
        && query.Tags.All(tag => point.Tags.Contains(tag));
}
