using EventEdge.Contracts.Frames;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;

namespace EventEdge.EdgeBridge.Outbox.Queues;

/// <summary>Reads one range of a class and knows what of it is on its way. One caller at a time.</summary>
internal sealed class RangeReader(SegmentedLog log, DownsampledStore blocks, long from) : IDisposable
{
    /// <summary>Most records in a batch, however few points they hold.</summary>
    public const int RecordLimit = 4096;

    private readonly Queue<(long Last, int Points)> _unconfirmed = new();
    private QueueReader _reader = new(log, blocks, from);

    /// <summary>The sequence behind the last record read.</summary>
    public long Next => _reader.Next;

    /// <summary>
    /// Whether nothing of the range is left, read or on its way. Damage may have taken its last records, and nobody waits for those.
    /// </summary>
    public bool IsThrough { get; private set; }

    /// <summary>
    /// The next records, of at most so many points and what a frame takes, or a single one, and not beyond an end; null when there are none
    /// right now.
    /// </summary>
    public List<OutboxRecord>? Read(int pointLimit, long end)
    {
        List<OutboxRecord> records = [];
        var points = 0;
        var weight = default(FrameWeight);
        while (records.Count < RecordLimit && _reader.Peek() is { } next && next.FirstSequence <= end)
        {
            weight += next.Weight;
            // What alone is too much for a frame of ours is of an older version: the cloud's own bounds are wider.
            if (records.Count > 0
                && (points + next.Points.Count > pointLimit || !weight.Fits || next.FirstSequence != records[^1].Sequence + 1)) break;
            records.Add(next);
            points += next.Points.Count;
            _reader.Take();
        }

        if (records.Count == 0)
        {
            IsThrough = _unconfirmed.Count == 0 && _reader.Peek() is not null;
            return null;
        }

        _unconfirmed.Enqueue((records[^1].Sequence, points));
        return records;
    }

    /// <summary>Takes back the batch read last.</summary>
    public void Unread(IReadOnlyList<OutboxRecord> records)
    {
        var others = _unconfirmed.SkipLast(1).ToList();
        _unconfirmed.Clear();
        others.ForEach(_unconfirmed.Enqueue);
        _reader.Dispose();
        _reader = new QueueReader(log, blocks, records[0].FirstSequence);
    }

    /// <summary>Everything up to a sequence is confirmed; gives the points in it.</summary>
    public int Confirm(long last)
    {
        var points = 0;
        while (_unconfirmed.TryPeek(out var batch) && batch.Last <= last) points += _unconfirmed.Dequeue().Points;
        return points;
    }

    /// <inheritdoc cref="QueueReader.Refresh"/>
    public void Refresh() => _reader.Refresh();

    /// <inheritdoc cref="QueueReader.WaitAsync"/>
    public Task WaitAsync(CancellationToken cancellation) => _reader.WaitAsync(cancellation);

    /// <inheritdoc />
    public void Dispose() => _reader.Dispose();
}
