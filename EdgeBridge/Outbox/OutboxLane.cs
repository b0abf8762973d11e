using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Dispatch;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>One class of the outbox: its log, what the uplink has read of it and what was acknowledged. Any thread appends; one reads.</summary>
internal sealed class OutboxLane(DeliveryClass deliveryClass, SegmentedLog log, long acknowledged) : IAsyncDisposable
{
    private const byte CommitType = 1;

    private readonly Queue<(long Last, int Points)> _unconfirmed = new();
    private readonly ByteWriter _writer = new();
    private readonly Queue<(long Sequence, EmittedCursor Cursor)> _uncommitted = new();
    private LogReader _reader = log.CreateReader(acknowledged + 1);
    private OutboxRecord? _held;
    private long _acknowledged = acknowledged;
    private long _points;

    /// <summary>The lane's log.</summary>
    public SegmentedLog Log => log;

    /// <summary>Everything up to here has reached the bus.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Records not yet acknowledged.</summary>
    public long RecordsWaiting => Math.Max(0, log.NextSequence - 1 - Acknowledged);

    /// <summary>Points in them.</summary>
    public long PointsWaiting => Interlocked.Read(ref _points);

    /// <summary>Reads what waits from an earlier run; gives its cursors and counts its points.</summary>
    public IEnumerable<EmittedCursor> Recover()
    {
        using var reader = log.CreateReader(Acknowledged + 1);
        while (reader.TryRead(out var record))
        {
            var head = OutboxCodec.ReadHead(record.Payload.Span);
            _points += head.Points;
            yield return new EmittedCursor(head.Binding.Name, head.Binding.Version, head.Cursor);
        }
    }

    /// <summary>Appends a commit. One caller at a time.</summary>
    public long Append(BindingIdentity binding, long cursor, IReadOnlyList<Point> points)
    {
        _writer.Clear();
        OutboxCodec.Write(_writer, binding, cursor, points);
        var sequence = log.Append(CommitType, _writer.Written);
        Interlocked.Add(ref _points, points.Count);
        _uncommitted.Enqueue((sequence, new EmittedCursor(binding.Name, binding.Version, cursor)));
        return sequence;
    }

    /// <summary>The cursors that have become durable since the last call. Not together with <see cref="Append"/>.</summary>
    public IEnumerable<EmittedCursor> TakeCommitted()
    {
        var committed = log.CommittedSequence;
        while (_uncommitted.TryPeek(out var next) && next.Sequence <= committed) yield return _uncommitted.Dequeue().Cursor;
    }

    /// <inheritdoc cref="IOutboxReader.TryNext"/>
    public OutboxBatch? TryNext(int pointLimit)
    {
        List<OutboxRecord> records = [];
        var points = 0;
        while (Peek() is { } next)
        {
            if (records.Count > 0 && (points + next.Points.Count > pointLimit || next.Sequence != records[^1].Sequence + 1)) break;
            records.Add(next);
            points += next.Points.Count;
            _held = null;
        }

        if (records.Count == 0) return null;
        _unconfirmed.Enqueue((records[^1].Sequence, points));
        return new OutboxBatch(deliveryClass, records[0].Sequence, records[^1].Sequence, records);
    }

    /// <inheritdoc cref="IOutboxReader.WaitAsync"/>
    public Task WaitAsync(CancellationToken cancellation) => _held is null ? _reader.WaitAsync(cancellation) : Task.CompletedTask;

    /// <inheritdoc cref="IOutboxReader.Acknowledge"/>
    public void Acknowledge(long lastSequence)
    {
        while (_unconfirmed.TryPeek(out var batch) && batch.Last <= lastSequence)
        {
            Interlocked.Add(ref _points, -batch.Points);
            _unconfirmed.Dequeue();
        }

        if (lastSequence > _acknowledged) Volatile.Write(ref _acknowledged, lastSequence);
    }

    /// <inheritdoc cref="IOutboxReader.Rewind"/>
    public void Rewind()
    {
        _reader.Dispose();
        _reader = log.CreateReader(Acknowledged + 1);
        _held = null;
        _unconfirmed.Clear();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return log.DisposeAsync();
    }

    private OutboxRecord? Peek()
    {
        if (_held is null && _reader.TryRead(out var record)) _held = OutboxCodec.Read(record.Sequence, record.Payload.Span);
        return _held;
    }
}
