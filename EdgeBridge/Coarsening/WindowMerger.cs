using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>Neighbouring windows of a series become one.</summary>
internal static class WindowMerger
{
    /// <summary>The records with up to <paramref name="factor"/> windows of every series in one point; see <see cref="RecordRewriter"/>.</summary>
    public static List<OutboxRecord> Merge(IReadOnlyList<OutboxRecord> records, LaneMarks marks, int factor) =>
        RecordRewriter.Rewrite(records, marks, owned => Merge(owned, factor));

    private static List<Point> Merge(IReadOnlyList<OutboxRecord> owned, int factor)
    {
        var series = new Dictionary<SeriesKey, SeriesWindows>();
        foreach (var point in owned.SelectMany(record => record.Points))
        {
            var key = SeriesKey.Of(point);
            if (!series.TryGetValue(key, out var windows)) series.Add(key, windows = new SeriesWindows());
            windows.Add(point);
        }

        return [.. series.Values.SelectMany(windows => windows.Merged(factor))];
    }
}
