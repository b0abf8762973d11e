using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>Consecutive records become fewer that stand for the same sequences.</summary>
internal static class WindowMerger
{
    private const int RecordPointLimit = 250;

    /// <summary>
    /// Merges the windows of every series up to <paramref name="factor"/> windows each. Records up to <paramref name="offered"/> may be known
    /// to the cloud and stay as they are.
    /// </summary>
    public static List<OutboxRecord> Merge(IReadOnlyList<OutboxRecord> records, long offered, int factor)
    {
        var untouched = records.TakeWhile(record => record.FirstSequence <= offered).ToList();
        var rest = records.Skip(untouched.Count).ToList();
        if (rest.Count == 0) return untouched;
        var parts = rest
            .GroupBy(record => (record.Binding, record.BindingVersion))
            .SelectMany(binding => Split(binding, factor))
            .ToList();
        return [.. untouched, .. Renumber(parts, rest[0].FirstSequence, rest[^1].Sequence)];
    }

    private static IEnumerable<OutboxRecord> Split(IEnumerable<OutboxRecord> binding, int factor)
    {
        var series = new Dictionary<SeriesKey, SeriesWindows>();
        var (head, cursor, records) = (binding.First(), 0L, 0);
        foreach (var record in binding)
        {
            (cursor, records) = (Math.Max(cursor, record.Cursor), records + 1);
            foreach (var point in record.Points)
            {
                var key = SeriesKey.Of(record, point);
                if (!series.TryGetValue(key, out var windows)) series.Add(key, windows = new SeriesWindows());
                windows.Add(point);
            }
        }

        // Never more records than there were: each needs a sequence of its own.
        var points = series.Values.SelectMany(windows => windows.Merged(factor)).ToList();
        var limit = Math.Max(RecordPointLimit, (points.Count + records - 1) / records);
        var chunks = points.Count == 0 ? [[]] : points.Chunk(limit);
        return chunks.Select(chunk => head with { Cursor = cursor, Points = chunk });
    }

    private static IEnumerable<OutboxRecord> Renumber(List<OutboxRecord> parts, long first, long last)
    {
        for (var index = 0; index < parts.Count; index++)
        {
            var end = index == parts.Count - 1 ? last : first + index;
            yield return parts[index] with { FirstSequence = first + index, Sequence = end };
        }
    }
}
