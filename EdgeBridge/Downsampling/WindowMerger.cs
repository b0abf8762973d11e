using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>Neighbouring windows of a series become one.</summary>
internal static class WindowMerger
{
    /// <summary>
    /// The records with up to <paramref name="factor"/> windows of every series in one point; see <see cref="RecordRewriter"/>.
    /// </summary>
    /// <param name="records">Consecutive records.</param>
    /// <param name="offsets">What may have left.</param>
    /// <param name="factor">How many times as wide as declared the windows may become.</param>
    /// <param name="corrections">Which windows have corrections elsewhere; it has been told of the records.</param>
    public static List<OutboxRecord> Merge(
        IReadOnlyList<OutboxRecord> records, QueueOffsets offsets, int factor, WaitingCorrections corrections) =>
        RecordRewriter.Rewrite(records, offsets, owned => Merge(owned, factor, corrections));

    private static List<Point> Merge(IReadOnlyList<OutboxRecord> owned, int factor, WaitingCorrections corrections)
    {
        var (owner, last) = (new BindingIdentity(owned[0].Binding, owned[0].BindingVersion), owned.Max(record => record.Sequence));
        var series = new Dictionary<SeriesKey, SeriesWindows>();
        foreach (var point in owned.SelectMany(record => record.Points))
        {
            var key = SeriesKey.Of(point);
            if (!series.TryGetValue(key, out var windows))
                series.Add(key, windows = new SeriesWindows(each => corrections.MayMerge(owner, each, last)));
            windows.Add(point);
        }

        return [.. series.Values.SelectMany(windows => windows.Merged(factor))];
    }
}
