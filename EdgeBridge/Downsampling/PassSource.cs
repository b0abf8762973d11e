using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>Reads what a pass is about to replace.</summary>
internal sealed class PassSource(SegmentedLog log, DownsampledStore blocks)
{
    /// <summary>
    /// Records of the log from one sequence up to another, without a hole: a block must not claim to stand for what damage took.
    /// </summary>
    public List<OutboxRecord> OfLog(long from, long end)
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

    /// <summary>The records of consecutive blocks; null when one is damaged.</summary>
    public List<OutboxRecord>? OfBlocks(IReadOnlyList<DownsampledBlock> run)
    {
        List<OutboxRecord> records = [];
        foreach (var block in run)
        {
            if (blocks.Read(block) is not { } read) return null;
            records.AddRange(read);
        }

        return records;
    }
}
