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
    private const int PromiseStride = 256;
    private const int StretchLimit = 16;

    private readonly DeliveryClass _class;
    private readonly SegmentedLog _log;
    private readonly CoarseStore _blocks;
    private readonly Coarsener _coarsener;
    private readonly OldestDropper _dropper;
    private readonly ILogger _logger;
    private readonly Lock _reading = new();
    private readonly Dictionary<long, StretchReader> _readers = [];
    private readonly ByteWriter _writer = new();
    private readonly Queue<(long Sequence, EmittedCursor Cursor)> _uncommitted = new();
    private readonly int _backlogLimit;
    private volatile LaneMarks _marks;
    private long _points;

    public OutboxLane(LaneSite site, SegmentedLog log, CoarseStore blocks, LaneMarks marks, TimeProvider time, ILogger logger)
    {
        (_class, _log, _blocks, _marks, _logger) = (site.Drops.Class, log, blocks, marks, logger);
        _backlogLimit = site.BacklogLimit;
        var source = new PassSource(log, blocks);
        _coarsener = new Coarsener(log, blocks, source);
        _dropper = new OldestDropper(log, blocks, source, site.Drops, time);
    }

    /// <summary>The lane's log.</summary>
    public SegmentedLog Log => _log;

    /// <summary>Bytes on the disk.</summary>
    public long Bytes => _log.Bytes + _blocks.Bytes;

    /// <summary>How far it has come.</summary>
    public LaneMarks Marks => _marks;

    /// <summary>Everything up to here has reached the bus.</summary>
    public long Acknowledged => _marks.Acknowledged;

    /// <summary>Sequences not yet acknowledged.</summary>
    public long RecordsWaiting => _marks.WaitingUpTo(_log.NextSequence - 1);

    /// <summary>Points in them.</summary>
    public long PointsWaiting => Interlocked.Read(ref _points);

    /// <inheritdoc cref="CoarseStore.Tallies"/>
    public IEnumerable<BindingTally> Tallies(long through = long.MaxValue) => _blocks.Tallies(through).Entries;

    /// <summary>Reads what waits from an earlier run; gives its cursors and counts its points.</summary>
    public IEnumerable<EmittedCursor> Recover()
    {
        foreach (var block in _blocks.Blocks)
        {
            _points += PointsWaitingIn(block);
            foreach (var share in block.Shares) yield return new EmittedCursor(share.Binding, share.Version, share.Cursor);
        }

        using var reader = _log.CreateReader(Acknowledged + 1);
        while (reader.TryRead(out var record))
        {
            var head = OutboxCodec.ReadHead(record.Payload.Span);
            if (_blocks.Find(record.Sequence)?.Holds(record.Sequence) != true && !_marks.IsAcknowledged(record.Sequence)) _points += head.Points;
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
    /// <param name="promise">Makes durable, before anyone sees the batch, that it may have left.</param>
    /// <exception cref="IOException">That could not be made durable; nothing was handed out.</exception>
    public OutboxBatch? TryNext(int pointLimit, PromiseMarks promise)
    {
        lock (_reading)
        {
            LeaveBacklogBehind();
            return Read(_marks.Stretches.Count - 1, pointLimit, promise);
        }
    }

    /// <inheritdoc cref="IOutboxReader.TryNextHeldBack"/>
    /// <inheritdoc cref="TryNext" path="/param|/exception"/>
    public OutboxBatch? TryNextHeldBack(int pointLimit, PromiseMarks promise)
    {
        lock (_reading)
        {
            for (var stretch = 0; stretch < _marks.Stretches.Count - 1; stretch++)
            {
                if (Read(stretch, pointLimit, promise) is { } batch) return batch;
            }

            CloseThrough();
            return null;
        }
    }

    /// <summary>Makes one pass that costs resolution; false when there is nothing to gain.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryCoarsen(long room, IRoom outbox)
    {
        if (_coarsener.Next(_marks, room) is not { } pass) return false;
        if (TryReplace(pass, outbox)) _logger.Coarsened(_class, pass.Level, pass.Before, pass.After, pass.Bytes.Length);
        return true;
    }

    /// <summary>Makes one pass that costs the oldest points of some bindings; false when they have none.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryDrop(IReadOnlySet<string> mayDrop, long room, IRoom outbox)
    {
        if (_dropper.Next(mayDrop, _marks, room) is not { } pass) return false;
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
        lock (_reading) return ReaderOf(_marks.Head).WaitAsync(cancellation);
    }

    /// <inheritdoc cref="IOutboxReader.Acknowledge"/>
    public void Acknowledge(long lastSequence)
    {
        lock (_reading)
        {
            var stretch = _marks.Stretches[_marks.IndexOf(lastSequence)];
            if (_readers.TryGetValue(stretch.First, out var reader)) Interlocked.Add(ref _points, -reader.Confirm(lastSequence));
            Become(_marks.WithAcknowledged(lastSequence));
        }
    }

    /// <inheritdoc cref="IOutboxReader.Rewind"/>
    public void Rewind()
    {
        lock (_reading)
        {
            foreach (var reader in _readers.Values) reader.Dispose();
            _readers.Clear();
            _marks = _marks.WithoutEmpty();
        }
    }

    /// <summary>What is promised is what has left: nothing more will.</summary>
    public bool Settle()
    {
        lock (_reading)
        {
            var before = _marks;
            _marks = new LaneMarks(before.Stretches.Select(stretch => stretch with { Promised = stretch.Offered }));
            return !before.Stretches.SequenceEqual(_marks.Stretches);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        foreach (var reader in _readers.Values) reader.Dispose();
        return _log.DisposeAsync();
    }

    // The uplink goes on reading while a pass is made; if it has come as far as the pass, the pass is forgotten.
    private bool TryReplace(CoarsePass pass, IRoom outbox)
    {
        lock (_reading)
        {
            if (!_marks.LeftWithin(pass.First, pass.Last).SequenceEqual(pass.Marks.LeftWithin(pass.First, pass.Last))) return false;
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
            foreach (var reader in _readers.Values) reader.Refresh();
        }

        CrashPoint.Reach(CrashPoint.Coarsening);
        _log.Trim(_blocks.After(Acknowledged + 1));
        return true;
    }

    // Far behind, fresh records need not wait: what is there by now is held back, and the head begins with the next commit.
    private void LeaveBacklogBehind()
    {
        var committed = _log.CommittedSequence;
        if (committed - ReaderOf(_marks.Head).Next < _backlogLimit || _marks.Stretches.Count >= StretchLimit) return;
        _marks = _marks.WithHead(committed + 1);
    }

    private OutboxBatch? Read(int stretch, int pointLimit, PromiseMarks promise)
    {
        var reader = ReaderOf(_marks.Stretches[stretch]);
        if (reader.Read(pointLimit, _marks.EndOf(stretch)) is not { } records) return null;
        var (first, last) = (records[0].FirstSequence, records[^1].Sequence);
        try
        {
            if (last > _marks.Stretches[stretch].Promised) Promise(stretch, last, promise);
        }
        catch
        {
            reader.Unread(records);
            throw;
        }

        Become(_marks.With(stretch, before => before with { Offered = Math.Max(before.Offered, last) }));
        return new OutboxBatch(_class, first, last, records) { HeldBack = [.. _marks.HeldBackBefore(first)] };
    }

    private void Promise(int stretch, long last, PromiseMarks promise)
    {
        var ahead = Math.Min(last + PromiseStride, _marks.EndOf(stretch));
        promise(_marks.With(stretch, before => before with { Promised = ahead }), promised => _marks = promised);
    }

    // Damage may have taken the last records of a stretch; nobody waits for those.
    private void CloseThrough()
    {
        while (_marks.Stretches.Count > 1 && _readers.TryGetValue(_marks.Stretches[0].First, out var reader) && reader.IsThrough)
            Become(_marks.WithAcknowledged(_marks.EndOf(0)));
    }

    private void Become(LaneMarks marks)
    {
        _marks = marks;
        foreach (var (first, reader) in _readers.Where(entry => entry.Key < marks.Stretches[0].First).ToList())
        {
            reader.Dispose();
            _readers.Remove(first);
        }
    }

    private StretchReader ReaderOf(Stretch stretch)
    {
        if (!_readers.TryGetValue(stretch.First, out var reader))
            _readers.Add(stretch.First, reader = new StretchReader(_log, _blocks, stretch.Acknowledged + 1));
        return reader;
    }

    private long PointsWaitingIn(CoarseBlock block)
    {
        if (_marks.WaitingUpTo(block.Last) - _marks.WaitingUpTo(block.First - 1) > block.Last - block.First) return block.Points;
        return _blocks.Read(block)?.Where(record => !_marks.IsAcknowledged(record.Sequence)).Sum(record => (long)record.Points.Count) ?? 0;
    }
}
