using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>
/// One class of the outbox losing resolution: a pass takes the oldest records that are not coarsened yet, or the oldest blocks, and puts one
/// block in their place. The caller keeps the uplink from reading meanwhile.
/// </summary>
internal sealed class Coarsener(SegmentedLog log, CoarseStore blocks, string lane, ILogger logger)
{
    private const int FirstFactor = 6;
    private const int SecondFactor = 60;
    private const int SegmentsAtOnce = 8;
    private const int BlocksAtOnce = 256;

    /// <summary>
    /// Makes one pass over whole log segments, or where there are none, over blocks. False when there is nothing to gain.
    /// </summary>
    /// <param name="acknowledged">Everything up to here has reached the bus.</param>
    /// <param name="offered">Everything up to here may have, and is not merged.</param>
    /// <param name="room">Bytes the new block may take while the old records are still there.</param>
    /// <param name="persist">Makes the cursors durable that the records carry.</param>
    /// <param name="change">By how many points there are more now; negative as a rule.</param>
    public bool TryPass(long acknowledged, long offered, long room, Action persist, out long change)
    {
        change = 0;
        try
        {
            return TrySegments(acknowledged, offered, room, persist, out change) || TryBlocks(offered, room, out change);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            logger.CoarseningFailed(lane, failure.Message);
            return false;
        }
    }

    /// <summary>Gives back the log's segments and the blocks that no one needs any more.</summary>
    public void Trim(long acknowledged)
    {
        log.Trim(blocks.After(acknowledged + 1));
        blocks.Trim(acknowledged);
    }

    private bool TrySegments(long acknowledged, long offered, long room, Action persist, out long change)
    {
        change = 0;
        var from = Math.Max(blocks.After(acknowledged + 1), log.FirstSequence);
        var starts = log.SegmentStarts;
        var ends = starts.Where(start => start > from).Take(SegmentsAtOnce).ToList();
        if (ends.Count == 0) return false;
        persist();
        // What does not fit beside the old records may fit in smaller steps.
        for (var count = ends.Count; count > 0; count /= 2)
        {
            var records = ReadLog(from, ends[count - 1]);
            if (records.Count == 0) return false;
            var merged = WindowMerger.Merge(records, offered, FirstFactor);
            if (!TryReplace(1, records, merged, Math.Min(room, count * log.SegmentBytes), out change)) continue;
            Trim(acknowledged);
            return true;
        }

        return false;
    }

    private bool TryBlocks(long offered, long room, out long change)
    {
        change = 0;
        var old = OldestFine(room);
        if (old.Count < 2) return false;
        List<OutboxRecord> records = [];
        foreach (var block in old)
        {
            if (blocks.Read(block) is not { } read) return false;
            records.AddRange(read);
        }

        return TryReplace(2, records, WindowMerger.Merge(records, offered, SecondFactor), Math.Min(room, old.Sum(block => block.FileBytes)), out change);
    }

    private bool TryReplace(int level, List<OutboxRecord> records, List<OutboxRecord> merged, long limit, out long change)
    {
        var bytes = CoarseCodec.Write(level, merged);
        var (had, has) = (records.Sum(record => (long)record.Points.Count), merged.Sum(record => (long)record.Points.Count));
        change = bytes.Length < limit ? has - had : 0;
        if (bytes.Length >= limit) return false;
        blocks.Add(bytes);
        logger.Coarsened(lane, level, had, has, bytes.Length);
        return true;
    }

    // Only what is without a hole: a block must not claim to stand for records that damage took.
    private List<OutboxRecord> ReadLog(long from, long end)
    {
        using var reader = log.CreateReader(from);
        List<OutboxRecord> records = [];
        while (reader.Position < end && reader.TryRead(out var record))
        {
            if (record.Sequence >= end || (records.Count > 0 && record.Sequence != records[^1].Sequence + 1)) break;
            records.Add(OutboxCodec.Read(record.Sequence, record.Payload.Span));
        }

        return records;
    }

    private List<CoarseBlock> OldestFine(long room)
    {
        List<CoarseBlock> run = [];
        foreach (var block in blocks.Blocks)
        {
            var follows = run.Count == 0 || block.First == run[^1].Last + 1;
            if (block.Level == 1 && follows && run.Count < BlocksAtOnce && run.Sum(each => each.FileBytes) + block.FileBytes <= room) run.Add(block);
            else if (run.Count >= 2) return run;
            else run = block.Level == 1 ? [block] : [];
        }

        return run;
    }
}
