using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>
/// One class of the outbox at its hard limit: a pass takes the oldest records of bindings that say <c>when_full: drop_oldest</c> and leaves
/// a notice in their place. The other bindings' points stay, and so does what may have left.
/// </summary>
internal sealed class OldestDropper(SegmentedLog log, DownsampledStore blocks, PassSource source, DropContext context, TimeProvider time)
{
    private const int SegmentsAtOnce = 8;

    private DateTimeOffset _lastNotice;

    /// <summary>The next pass; null when nothing may be dropped.</summary>
    /// <param name="mayDrop">The bindings, by name.</param>
    /// <param name="offsets">What has reached the bus, and what may have left.</param>
    /// <param name="capacity">Bytes the new block may take while the old records are still there.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public DownsamplePass? Next(IReadOnlySet<string> mayDrop, QueueOffsets offsets, long capacity) =>
        mayDrop.Count == 0 ? null : OfBlocks(mayDrop, offsets, capacity) ?? OfSegments(mayDrop, offsets, capacity);

    private DownsamplePass? OfBlocks(IReadOnlySet<string> mayDrop, QueueOffsets offsets, long capacity)
    {
        var run = OldestRun(mayDrop, offsets);
        if (run.Count == 0 || source.OfBlocks(run) is not { } records) return null;
        var pass = DownsamplePass.Dropping(run.Max(block => block.Level), offsets, records, Drop(records, offsets, mayDrop), run);
        return pass.Bytes.Length < Math.Min(capacity, run.Sum(block => block.FileBytes)) ? pass : null;
    }

    private DownsamplePass? OfSegments(IReadOnlySet<string> mayDrop, QueueOffsets offsets, long capacity)
    {
        var from = Math.Max(blocks.After(offsets.Acknowledged + 1), log.FirstSequence);
        List<OutboxRecord> records = [];
        foreach (var end in log.SegmentStarts.Where(start => start > from).Take(SegmentsAtOnce).ToList())
        {
            records.AddRange(source.OfLog(records.Count == 0 ? from : records[^1].Sequence + 1, end));
            if (!records.Exists(record => !offsets.MayHaveLeft(record) && mayDrop.Contains(record.Binding) && record.Points.Count > 0))
                continue;
            var pass = DownsamplePass.Dropping(1, offsets, records, Drop(records, offsets, mayDrop), []);
            return pass.Bytes.Length < capacity ? pass : null;
        }

        return null;
    }

    // About a segment's worth of neighbouring blocks, so that the notices of earlier passes become one with the new one.
    private List<DownsampledBlock> OldestRun(IReadOnlySet<string> mayDrop, QueueOffsets offsets)
    {
        List<DownsampledBlock> run = [];
        foreach (var block in blocks.Blocks.Where(block => !offsets.MayHaveLeft(block.First, block.Last)))
        {
            if (run.Count > 0 && block.First != run[^1].Last + 1)
            {
                if (run.Exists(HasDropCandidate)) break;
                run.Clear();
            }

            run.Add(block);
            if (run.Sum(each => each.FileBytes) < log.SegmentBytes) continue;
            if (run.Exists(HasDropCandidate)) break;
            run.Clear();
        }

        return run.Exists(HasDropCandidate) ? run : [];

        // A binding whose only point in a block is a notice has nothing to give.
        bool HasDropCandidate(DownsampledBlock block) =>
            block.Shares.Any(share => mayDrop.Contains(share.Binding) && share.Points > (share.Tally.Notices > 0 ? 1 : 0));
    }

    private List<OutboxRecord> Drop(IReadOnlyList<OutboxRecord> records, QueueOffsets offsets, IReadOnlySet<string> mayDrop)
    {
        var range = (records[0].FirstSequence, records[^1].Sequence);
        return RecordRewriter.Rewrite(records, offsets, owned =>
        {
            List<Point> points = [.. owned.SelectMany(record => record.Points)];
            var binding = owned[0].Binding;
            return points.Count > 0 && mayDrop.Contains(binding) ? [DropNotice.Of(binding, points, context, range, NextMoment())] : points;
        });
    }

    // The moment is part of a notice's identity in the store.
    private DateTimeOffset NextMoment()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return _lastNotice = now > _lastNotice ? now : _lastNotice.AddMilliseconds(1);
    }
}
