using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Coarsening;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Dispatch;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// One class of the outbox: its log, the blocks that records were coarsened into, what the uplink has read and what was acknowledged. Any
/// thread appends; one reads.
/// </summary>
internal sealed class OutboxLane : IAsyncDisposable
{
    private const byte CommitType = 1;

    private readonly DeliveryClass _class;
    private readonly SegmentedLog _log;
    private readonly CoarseStore _blocks;
    private readonly Coarsener _coarsener;
    private readonly OldestDropper _dropper;
    private readonly ILogger _logger;
    private readonly Lock _reading = new();
    private readonly Queue<(long Last, int Points)> _unconfirmed = new();
    private readonly ByteWriter _writer = new();
    private readonly Queue<(long Sequence, EmittedCursor Cursor)> _uncommitted = new();
    private LaneReader _reader;
    private long _acknowledged;
    private long _offered;
    private long _points;

    public OutboxLane(DropSite site, SegmentedLog log, CoarseStore blocks, long acknowledged, long? offered, TimeProvider time, ILogger logger)
    {
        (_class, _log, _blocks, _acknowledged, _logger) = (site.Class, log, blocks, acknowledged, logger);
        _offered = Math.Clamp(offered ?? long.MaxValue, acknowledged, log.NextSequence - 1);
        var source = new PassSource(log, blocks);
        _coarsener = new Coarsener(log, blocks, source);
        _dropper = new OldestDropper(log, blocks, source, site, time);
        _reader = new LaneReader(log, blocks, acknowledged + 1);
    }

    /// <summary>The lane's log.</summary>
    public SegmentedLog Log => _log;

    /// <summary>Bytes on the disk.</summary>
    public long Bytes => _log.Bytes + _blocks.Bytes;

    /// <summary>Everything up to here has reached the bus.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Everything up to here has been handed to the uplink, perhaps more than once.</summary>
    public long Offered => Volatile.Read(ref _offered);

    /// <summary>Sequences not yet acknowledged.</summary>
    public long RecordsWaiting => Math.Max(0, _log.NextSequence - 1 - Acknowledged);

    /// <summary>Points in them.</summary>
    public long PointsWaiting => Interlocked.Read(ref _points);

    /// <inheritdoc cref="CoarseStore.Tallies"/>
    public IEnumerable<BindingTally> Tallies(long through = long.MaxValue) => _blocks.Tallies(through).Entries;

    /// <summary>Reads what waits from an earlier run; gives its cursors and counts its points.</summary>
    public IEnumerable<EmittedCursor> Recover()
    {
        foreach (var block in _blocks.Blocks)
        {
            _points += block.First > Acknowledged ? block.Points : PointsBehind(block, Acknowledged);
            foreach (var share in block.Shares) yield return new EmittedCursor(share.Binding, share.Version, share.Cursor);
        }

        using var reader = _log.CreateReader(Acknowledged + 1);
        while (reader.TryRead(out var record))
        {
            var head = OutboxCodec.ReadHead(record.Payload.Span);
            if (_blocks.Find(record.Sequence)?.Holds(record.Sequence) != true) _points += head.Points;
            yield return new EmittedCursor(head.Binding.Name, head.Binding.Version, head.Cursor);
        }
    }

    /// <summary>Appends a commit. One caller at a time.</summary>
    public long Append(BindingIdentity binding, long cursor, IReadOnlyList<Point> points)
    {
        _writer.Clear();
        OutboxCodec.Write(_writer, binding, cursor, points);
        var sequence = _log.Append(CommitType, _writer.Written);
        Interlocked.Add(ref _points, points.Count);
        _uncommitted.Enqueue((sequence, new EmittedCursor(binding.Name, binding.Version, cursor)));
        return sequence;
    }

    /// <summary>The cursors that have become durable since the last call. Not together with <see cref="Append"/>.</summary>
    public IEnumerable<EmittedCursor> TakeCommitted()
    {
        var committed = _log.CommittedSequence;
        while (_uncommitted.TryPeek(out var next) && next.Sequence <= committed) yield return _uncommitted.Dequeue().Cursor;
    }

    /// <inheritdoc cref="IOutboxReader.TryNext"/>
    /// <param name="pointLimit">Most points.</param>
    /// <param name="offer">Makes durable, before anyone sees the batch, that everything up to a sequence may have left.</param>
    /// <exception cref="IOException">That could not be made durable; nothing was handed out.</exception>
    public OutboxBatch? TryNext(int pointLimit, Action<long> offer)
    {
        lock (_reading)
        {
            var (first, offered) = (_reader.Next, Offered);
            var batch = ReadBatch(pointLimit);
            if (batch is null || batch.LastSequence <= offered) return batch;
            try
            {
                offer(batch.LastSequence);
                Volatile.Write(ref _offered, batch.LastSequence);
                return batch;
            }
            catch
            {
                Rewind(first);
                throw;
            }
        }
    }

    /// <summary>Makes one pass that costs resolution; false when there is nothing to gain.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryCoarsen(long room, IRoom outbox)
    {
        if (_coarsener.Next(Acknowledged, Offered, room) is not { } pass) return false;
        if (TryReplace(pass, outbox)) _logger.Coarsened(_class, pass.Level, pass.Before, pass.After, pass.Bytes.Length);
        return true;
    }

    /// <summary>Makes one pass that costs the oldest points of some bindings; false when they have none.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryDrop(IReadOnlySet<string> mayDrop, long room, IRoom outbox)
    {
        if (_dropper.Next(mayDrop, Acknowledged, Offered, room) is not { } pass) return false;
        if (TryReplace(pass, outbox)) _logger.Dropped(_class, pass.Before - pass.After);
        return true;
    }

    /// <summary>Gives back the space of what reached the bus.</summary>
    public void Trim(long acknowledged)
    {
        _log.Trim(_blocks.After(acknowledged + 1));
        _blocks.Trim(acknowledged);
    }

    /// <inheritdoc cref="IOutboxReader.WaitAsync"/>
    public Task WaitAsync(CancellationToken cancellation)
    {
        lock (_reading) return _reader.WaitAsync(cancellation);
    }

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
        lock (_reading)
        {
            Rewind(Acknowledged + 1);
            _unconfirmed.Clear();
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return _log.DisposeAsync();
    }

    // The uplink goes on reading while a pass is made; if it has come as far as the pass, the pass is forgotten.
    private bool TryReplace(CoarsePass pass, IRoom outbox)
    {
        lock (_reading)
        {
            if (Offered > pass.Offered && Offered >= pass.First) return false;
            if (!outbox.TryReserve(pass.Bytes.Length)) return false;
            try
            {
                _blocks.Add(pass.Bytes);
            }
            finally
            {
                outbox.Release();
            }

            Interlocked.Add(ref _points, pass.After - pass.Before);
            _reader.Refresh();
        }

        CrashPoint.Reach(CrashPoint.Coarsening);
        _log.Trim(_blocks.After(Acknowledged + 1));
        return true;
    }

    private OutboxBatch? ReadBatch(int pointLimit)
    {
        List<OutboxRecord> records = [];
        var points = 0;
        while (_reader.Peek() is { } next)
        {
            if (records.Count > 0 && (points + next.Points.Count > pointLimit || next.FirstSequence != records[^1].Sequence + 1)) break;
            records.Add(next);
            points += next.Points.Count;
            _reader.Take();
        }

        if (records.Count == 0) return null;
        _unconfirmed.Enqueue((records[^1].Sequence, points));
        return new OutboxBatch(_class, records[0].FirstSequence, records[^1].Sequence, records);
    }

    private long PointsBehind(CoarseBlock block, long sequence) =>
        _blocks.Read(block)?.Where(record => record.Sequence > sequence).Sum(record => (long)record.Points.Count) ?? 0;

    private void Rewind(long from)
    {
        _reader.Dispose();
        _reader = new LaneReader(_log, _blocks, from);
    }
}
