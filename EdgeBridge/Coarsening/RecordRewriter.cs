using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>Consecutive records become fewer that stand for the same sequences.</summary>
internal static class RecordRewriter
{
    private const int RecordPointLimit = 250;

    /// <summary>
    /// Replaces the points of every binding version by what <paramref name="rewrite"/> makes of them. Records up to <paramref name="offered"/> may
    /// be known to the cloud and stay as they are.
    /// </summary>
    public static List<OutboxRecord> Rewrite(
        IReadOnlyList<OutboxRecord> records, long offered, Func<IReadOnlyList<OutboxRecord>, IReadOnlyList<Point>> rewrite)
    {
        var untouched = records.TakeWhile(record => record.FirstSequence <= offered).ToList();
        var rest = records.Skip(untouched.Count).ToList();
        if (rest.Count == 0) return untouched;
        var parts = rest
            .GroupBy(record => (record.Binding, record.BindingVersion))
            .SelectMany(owner => Rewrite([.. owner], rewrite))
            .ToList();
        return [.. untouched, .. Renumber(parts, rest[0].FirstSequence, rest[^1].Sequence)];
    }

    private static IEnumerable<OutboxRecord> Rewrite(List<OutboxRecord> owned, Func<IReadOnlyList<OutboxRecord>, IReadOnlyList<Point>> rewrite)
    {
        var points = rewrite(owned);
        var cursor = owned.Max(record => record.Cursor);
        // Never more records than there were: each needs a sequence of its own.
        var limit = Math.Max(RecordPointLimit, (points.Count + owned.Count - 1) / owned.Count);
        var chunks = points.Count == 0 ? [[]] : points.Chunk(limit);
        return chunks.Select(chunk => owned[0] with { Cursor = cursor, Points = chunk });
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
