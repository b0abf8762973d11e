using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>
/// One class of the outbox losing resolution: a pass takes the oldest records that are not downsampled yet, or the oldest blocks, and
/// merges neighbouring windows. What may have left is not touched.
/// </summary>
internal sealed class Downsampler(SegmentedLog log, DownsampledStore blocks, PassSource source, WaitingCorrections corrections)
{
    private const int FirstFactor = 6;
    private const int SecondFactor = 60;
    private const int SegmentsAtOnce = 8;
    private const int BlocksAtOnce = 256;

    /// <summary>The next pass, over whole log segments, or where there are none, over blocks; null when there is nothing to gain.</summary>
    /// <param name="offsets">What has reached the bus, and what may have left.</param>
    /// <param name="capacity">Bytes the new block may take while the old records are still there.</param>
    /// <param name="outbox">Remembers how far windows may have been merged.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public DownsamplePass? Next(QueueOffsets offsets, long capacity, ICapacity outbox) =>
        OfSegments(offsets, capacity, outbox) ?? OfBlocks(offsets, capacity, outbox);

    private DownsamplePass? OfSegments(QueueOffsets offsets, long capacity, ICapacity outbox)
    {
        // From the first record that is needed: the log gives back space at its front only.
        var from = Math.Max(blocks.After(offsets.Acknowledged + 1), log.FirstSequence);
        var ends = log.SegmentStarts.Where(start => start > from).Take(SegmentsAtOnce).ToList();
        // What does not fit beside the old records may fit in smaller steps.
        for (var count = ends.Count; count > 0; count /= 2)
        {
            var records = source.OfLog(from, ends[count - 1]);
            if (records.Count == 0) return null;
            corrections.Begin(records, outbox);
            var pass = DownsamplePass.Merging(1, offsets, records, WindowMerger.Merge(records, offsets, FirstFactor, corrections), []);
            if (pass.Bytes.Length < Math.Min(capacity, count * log.SegmentBytes)) return pass;
        }

        return null;
    }

    private DownsamplePass? OfBlocks(QueueOffsets offsets, long capacity, ICapacity outbox)
    {
        var old = OldestFine(offsets, capacity);
        if (old.Count < 2 || source.OfBlocks(old) is not { } records) return null;
        corrections.Begin(records, outbox);
        var pass = DownsamplePass.Merging(2, offsets, records, WindowMerger.Merge(records, offsets, SecondFactor, corrections), old);
        return pass.Bytes.Length < Math.Min(capacity, old.Sum(block => block.FileBytes)) ? pass : null;
    }

    private List<DownsampledBlock> OldestFine(QueueOffsets offsets, long capacity)
    {
        List<DownsampledBlock> run = [];
        foreach (var block in blocks.Blocks.Where(block => !offsets.MayHaveLeft(block.First, block.Last)))
        {
            var follows = run.Count == 0 || block.First == run[^1].Last + 1;
            if (block.Level == 1 && follows && run.Count < BlocksAtOnce && run.Sum(each => each.FileBytes) + block.FileBytes <= capacity)
                run.Add(block);
            else if (run.Count >= 2) return run;
            else run = block.Level == 1 ? [block] : [];
        }

        return run;
    }
}
