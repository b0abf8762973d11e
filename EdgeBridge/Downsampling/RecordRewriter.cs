using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>Consecutive records become fewer that stand for the same sequences.</summary>
internal static class RecordRewriter
{
    private const int RecordPointLimit = 250;

    /// <summary>
    /// Replaces the points of every binding version by what <paramref name="rewrite"/> makes of them. Records that may be known to the
    /// cloud stay as they are, and nothing is merged across them or across the border of a range.
    /// </summary>
    public static List<OutboxRecord> Rewrite(
        IReadOnlyList<OutboxRecord> records, QueueOffsets offsets, Func<IReadOnlyList<OutboxRecord>, IReadOnlyList<Point>> rewrite)
    {
        List<OutboxRecord> rewritten = [];
        for (var from = 0; from < records.Count;)
        {
            var kind = KindOf(records[from], offsets);
            List<OutboxRecord> run = [.. records.Skip(from).TakeWhile(record => KindOf(record, offsets) == kind)];
            rewritten.AddRange(kind.MayHaveLeft ? run : RewriteRun(run, rewrite));
            from += run.Count;
        }

        return rewritten;
    }

    private static (bool MayHaveLeft, int OffsetRange) KindOf(OutboxRecord record, QueueOffsets offsets) =>
        (offsets.MayHaveLeft(record), offsets.IndexOf(record.FirstSequence));

    private static IEnumerable<OutboxRecord> RewriteRun(
        List<OutboxRecord> run, Func<IReadOnlyList<OutboxRecord>, IReadOnlyList<Point>> rewrite)
    {
        var parts = run
            .GroupBy(record => (record.Binding, record.BindingVersion))
            .SelectMany(owner => Rewrite([.. owner], rewrite))
            .ToList();
        return Renumber(parts, run[0].FirstSequence, run[^1].Sequence);
    }

    private static IEnumerable<OutboxRecord> Rewrite(
        List<OutboxRecord> owned, Func<IReadOnlyList<OutboxRecord>, IReadOnlyList<Point>> rewrite)
    {
        var points = rewrite(owned);
        var cursor = owned.Max(record => record.Cursor);
        // Never more records than there were: each needs a sequence of its own. And none that does not fit into a frame, as those that were
        // did.
        var limit = Math.Max(RecordPointLimit, (points.Count + owned.Count - 1) / owned.Count);
        var chunks = Chunks(owned[0].Binding, points, limit);
        return chunks.Count > owned.Count ? owned.Select(record => record with { Merged = 0 }) : chunks.Select(
            chunk => owned[0] with { Cursor = cursor, Points = chunk, Merged = 0 });
    }

    private static List<List<Point>> Chunks(string binding, IReadOnlyList<Point> points, int limit)
    {
        List<List<Point>> chunks = [[]];
        var weight = default(FrameWeight);
        foreach (var point in points)
        {
            weight += FrameWeight.Of(binding, point);
            if (chunks[^1].Count > 0 && (chunks[^1].Count == limit || !weight.Fits))
            {
                chunks.Add([]);
                weight = FrameWeight.Of(binding, point);
            }

            chunks[^1].Add(point);
        }

        return chunks;
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
