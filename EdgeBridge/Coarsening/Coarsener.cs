using EventEdge.EdgeBridge.Storage;

namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>
/// One class of the outbox losing resolution: a pass takes the oldest records that are not coarsened yet, or the oldest blocks, and merges
/// neighbouring windows. What may have left is not touched.
/// </summary>
internal sealed class Coarsener(SegmentedLog log, CoarseStore blocks, PassSource source)
{
    private const int FirstFactor = 6;
    private const int SecondFactor = 60;
    private const int SegmentsAtOnce = 8;
    private const int BlocksAtOnce = 256;

    /// <summary>The next pass, over whole log segments, or where there are none, over blocks; null when there is nothing to gain.</summary>
    /// <param name="acknowledged">Everything up to here has reached the bus.</param>
    /// <param name="offered">Everything up to here may have left.</param>
    /// <param name="room">Bytes the new block may take while the old records are still there.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public CoarsePass? Next(long acknowledged, long offered, long room) => OfSegments(acknowledged, offered, room) ?? OfBlocks(offered, room);

    private CoarsePass? OfSegments(long acknowledged, long offered, long room)
    {
        // From the first record that is needed: the log gives back space at its front only.
        var from = Math.Max(blocks.After(acknowledged + 1), log.FirstSequence);
        var ends = log.SegmentStarts.Where(start => start > from).Take(SegmentsAtOnce).ToList();
        // What does not fit beside the old records may fit in smaller steps.
        for (var count = ends.Count; count > 0; count /= 2)
        {
            var records = source.OfLog(from, ends[count - 1]);
            if (records.Count == 0) return null;
            var pass = CoarsePass.Merging(1, offered, records, WindowMerger.Merge(records, offered, FirstFactor), []);
            if (pass.Bytes.Length < Math.Min(room, count * log.SegmentBytes)) return pass;
        }

        return null;
    }

    private CoarsePass? OfBlocks(long offered, long room)
    {
        var old = OldestFine(offered, room);
        if (old.Count < 2 || source.OfBlocks(old) is not { } records) return null;
        var pass = CoarsePass.Merging(2, offered, records, WindowMerger.Merge(records, offered, SecondFactor), old);
        return pass.Bytes.Length < Math.Min(room, old.Sum(block => block.FileBytes)) ? pass : null;
    }

    private List<CoarseBlock> OldestFine(long offered, long room)
    {
        List<CoarseBlock> run = [];
        foreach (var block in blocks.Blocks.Where(block => block.First > offered))
        {
            var follows = run.Count == 0 || block.First == run[^1].Last + 1;
            if (block.Level == 1 && follows && run.Count < BlocksAtOnce && run.Sum(each => each.FileBytes) + block.FileBytes <= room) run.Add(block);
            else if (run.Count >= 2) return run;
            else run = block.Level == 1 ? [block] : [];
        }

        return run;
    }
}
