using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>What the passes of one class have to know of corrections.</summary>
internal sealed class WaitingCorrections(
    MergeFrontier frontier, DeliveryClass deliveryClass, SegmentedLog log, PassSource source, DownsampledStore blocks)
{
    private bool _read;

    /// <summary>Reads once, before the first pass of any class, which corrections an earlier run has left.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Read(QueueOffsets offsets)
    {
        if (_read) return;
        foreach (var block in blocks.Blocks) Note(source.OfBlocks([block]) ?? []);
        var from = Math.Max(blocks.After(offsets.Acknowledged + 1), log.FirstSequence);
        foreach (var end in log.SegmentStarts.Where(start => start > from).Append(log.NextSequence))
        {
            Note(source.OfLog(from, end));
            from = end;
        }

        _read = true;
    }

    /// <summary>A pass over these records begins: from now on their windows are corrected by supplements.</summary>
    /// <exception cref="IOException">The disk refused to remember that.</exception>
    public void Begin(IReadOnlyList<OutboxRecord> records, ICapacity outbox)
    {
        var ends = from record in records
                   from point in record.Points
                   where point.Mergeable is not null
                   group point.WindowEnd!.Value.UtcTicks by (record.Binding, record.BindingVersion) into owned
                   select new MergedUntil(owned.Key.Binding, owned.Key.BindingVersion, owned.Max());
        frontier.Raise(ends, outbox.SavePosition);
    }

    /// <summary>Whether no correction of a point's window waits behind a record, or in another class.</summary>
    public bool MayMerge(BindingIdentity binding, Point point, long last) =>
        Enum.GetValues<DeliveryClass>().All(each => frontier.LastCorrection(each, binding, point) <= (each == deliveryClass ? last : 0));

    private void Note(IEnumerable<OutboxRecord> records)
    {
        foreach (var record in records) frontier.Note(deliveryClass, record.Binding, record.BindingVersion, record.Points, record.Sequence);
    }
}
