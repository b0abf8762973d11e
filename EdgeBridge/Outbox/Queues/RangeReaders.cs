using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;

namespace EventEdge.EdgeBridge.Outbox.Queues;

/// <summary>The readers of a class's ranges, opened when first asked for. One caller at a time.</summary>
internal sealed class RangeReaders(SegmentedLog log, DownsampledStore blocks) : IDisposable
{
    private readonly Dictionary<long, RangeReader> _readers = [];

    /// <summary>The reader of a range.</summary>
    public RangeReader Of(OffsetRange range)
    {
        if (!_readers.TryGetValue(range.First, out var reader))
            _readers.Add(range.First, reader = new RangeReader(log, blocks, range.Acknowledged + 1));
        return reader;
    }

    /// <summary>The reader of a range that was read already; null for another.</summary>
    public RangeReader? Find(OffsetRange range) => _readers.GetValueOrDefault(range.First);

    /// <summary>Closes those of ranges before the first.</summary>
    public void CloseBefore(OffsetRange range)
    {
        foreach (var (first, reader) in _readers.Where(entry => entry.Key < range.First).ToList())
        {
            reader.Dispose();
            _readers.Remove(first);
        }
    }

    /// <inheritdoc cref="QueueReader.Refresh"/>
    public void Refresh()
    {
        foreach (var reader in _readers.Values) reader.Refresh();
    }

    /// <summary>Closes all; what is read next is read from what is acknowledged.</summary>
    public void Clear()
    {
        Dispose();
        _readers.Clear();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var reader in _readers.Values) reader.Dispose();
    }
}
