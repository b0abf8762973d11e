using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage;

namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>
/// One class of the outbox at its hard limit: a pass takes the oldest records of bindings that say <c>when_full: drop_oldest</c> and leaves a
/// notice in their place. The other bindings' points stay, and so does what may have left.
/// </summary>
internal sealed class OldestDropper(SegmentedLog log, CoarseStore blocks, PassSource source, DropSite site, TimeProvider time)
{
    private const int SegmentsAtOnce = 8;

    private DateTimeOffset _lastNotice;

    /// <summary>The next pass; null when nothing may be dropped.</summary>
    /// <param name="mayDrop">The bindings, by name.</param>
    /// <param name="marks">What has reached the bus, and what may have left.</param>
    /// <param name="room">Bytes the new block may take while the old records are still there.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public CoarsePass? Next(IReadOnlySet<string> mayDrop, LaneMarks marks, long room) =>
        mayDrop.Count == 0 ? null : OfBlocks(mayDrop, marks, room) ?? OfSegments(mayDrop, marks, room);

    private CoarsePass? OfBlocks(IReadOnlySet<string> mayDrop, LaneMarks marks, long room)
    {
        var run = OldestRun(mayDrop, marks);
        if (run.Count == 0 || source.OfBlocks(run) is not { } records) return null;
        var pass = CoarsePass.Dropping(run.Max(block => block.Level), marks, records, Drop(records, marks, mayDrop), run);
        return pass.Bytes.Length < Math.Min(room, run.Sum(block => block.FileBytes)) ? pass : null;
    }

    private CoarsePass? OfSegments(IReadOnlySet<string> mayDrop, LaneMarks marks, long room)
    {
        var from = Math.Max(blocks.After(marks.Acknowledged + 1), log.FirstSequence);
        List<OutboxRecord> records = [];
        foreach (var end in log.SegmentStarts.Where(start => start > from).Take(SegmentsAtOnce).ToList())
        {
            records.AddRange(source.OfLog(records.Count == 0 ? from : records[^1].Sequence + 1, end));
            if (!records.Exists(record => !marks.MayHaveLeft(record) && mayDrop.Contains(record.Binding) && record.Points.Count > 0)) continue;
            var pass = CoarsePass.Dropping(1, marks, records, Drop(records, marks, mayDrop), []);
            return pass.Bytes.Length < room ? pass : null;
        }

        return null;
    }

    // About a segment's worth of neighbouring blocks, so that the notices of earlier passes become one with the new one.
    private List<CoarseBlock> OldestRun(IReadOnlySet<string> mayDrop, LaneMarks marks)
    {
        List<CoarseBlock> run = [];
        foreach (var block in blocks.Blocks.Where(block => !marks.MayHaveLeft(block.First, block.Last)))
        {
            if (run.Count > 0 && block.First != run[^1].Last + 1)
            {
                if (run.Exists(HasPrey)) break;
                run.Clear();
            }

            run.Add(block);
            if (run.Sum(each => each.FileBytes) < log.SegmentBytes) continue;
            if (run.Exists(HasPrey)) break;
            run.Clear();
        }

        return run.Exists(HasPrey) ? run : [];

        // A binding whose only point in a block is a notice has nothing to give.
        bool HasPrey(CoarseBlock block) => block.Shares.Any(share => mayDrop.Contains(share.Binding) && share.Points > (share.Tally.Notices > 0 ? 1 : 0));
    }

    private List<OutboxRecord> Drop(IReadOnlyList<OutboxRecord> records, LaneMarks marks, IReadOnlySet<string> mayDrop)
    {
        var range = (records[0].FirstSequence, records[^1].Sequence);
        return RecordRewriter.Rewrite(records, marks, owned =>
        {
            List<Point> points = [.. owned.SelectMany(record => record.Points)];
            var binding = owned[0].Binding;
            return points.Count > 0 && mayDrop.Contains(binding) ? [DropNotice.Of(binding, points, site, range, NextMoment())] : points;
        });
    }

    // The moment is part of a notice's identity in the store.
    private DateTimeOffset NextMoment()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return _lastNotice = now > _lastNotice ? now : _lastNotice.AddMilliseconds(1);
    }
}
