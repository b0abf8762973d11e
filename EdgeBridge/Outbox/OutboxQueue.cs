using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// One class of the outbox: its log, the blocks that records were downsampled into, what the uplink has read and what was acknowledged. Any
/// thread appends; one reads.
/// </summary>
internal sealed partial class OutboxQueue : IAsyncDisposable
{
    private const byte CommitType = 1;

    private readonly DeliveryClass _class;
    private readonly SegmentedLog _log;
    private readonly DownsampledStore _blocks;
    private readonly MergeFrontier _frontier;
    private readonly WaitingCorrections _corrections;
    private readonly Downsampler _downsampler;
    private readonly OldestDropper _dropper;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _reading = new();
    private readonly ByteWriter _writer = new();
    private readonly Queue<(long Sequence, EmittedCursor Cursor)> _uncommitted = new();
    private readonly int _backlogLimit;
    private readonly int _restLimit;
    private readonly bool _isDraining;
    private volatile QueueOffsets _offsets;
    private long _points;

    public OutboxQueue(QueueContext context, SegmentedLog log, DownsampledStore blocks, QueueOffsets offsets, TimeProvider time, ILogger logger)
    {
        (_class, _log, _blocks, _offsets, _time, _logger) = (context.Drops.Class, log, blocks, offsets, time, logger);
        (_backlogLimit, _isDraining) = (context.BacklogLimit, context.IsDraining);
        _restLimit = Math.Min(RangeReader.RecordLimit, context.BacklogLimit / 2);
        var source = new PassSource(log, blocks);
        _frontier = context.Frontier;
        _corrections = new WaitingCorrections(_frontier, _class, log, source, blocks);
        _downsampler = new Downsampler(log, blocks, source, _corrections);
        _dropper = new OldestDropper(log, blocks, source, context.Drops, time);
    }

    /// <summary>The queue's log.</summary>
    public SegmentedLog Log => _log;

    /// <summary>Bytes on the disk.</summary>
    public long Bytes => _log.Bytes + _blocks.Bytes;

    /// <summary>How far it has come.</summary>
    public QueueOffsets Offsets => _offsets;

    /// <summary>Everything up to here has reached the bus.</summary>
    public long Acknowledged => _offsets.Acknowledged;

    /// <summary>Sequences not yet acknowledged.</summary>
    public long RecordsWaiting => _offsets.WaitingUpTo(_log.NextSequence - 1);

    /// <summary>Points in them.</summary>
    public long PointsWaiting => Interlocked.Read(ref _points);

    /// <inheritdoc cref="DownsampledStore.Tallies"/>
    public IEnumerable<BindingTally> Tallies(long through = long.MaxValue) => _blocks.Tallies(through).Entries;

    /// <summary>Reads what waits from an earlier run; gives its cursors, as far as they are durable, and counts its points.</summary>
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
            if (_blocks.Find(record.Sequence)?.Holds(record.Sequence) != true)
            {
                if (!_offsets.IsAcknowledged(record.Sequence)) _points += head.Points;
                NoteMerged(record.Sequence, head.Binding, head.Merged);
            }

            yield return new EmittedCursor(head.Binding.Name, head.Binding.Version, head.Cursor);
        }

        // The disk may have taken them meanwhile, or the bus long before.
        foreach (var record in _log.InDoubt)
        {
            if (record.Sequence >= reader.Position && !_offsets.IsAcknowledged(record.Sequence)) RecoverInDoubt(OutboxCodec.Read(record.Sequence, record.Payload.Span));
        }
    }

    // As if it had been appended just now.
    private void RecoverInDoubt(OutboxRecord record)
    {
        _points += record.Points.Count;
        NoteMerged(record.Sequence, new BindingIdentity(record.Binding, record.BindingVersion), record.Merged);
        _frontier.Note(_class, record.Binding, record.BindingVersion, record.Points, record.Sequence);
        _uncommitted.Enqueue((record.Sequence, new EmittedCursor(record.Binding, record.BindingVersion, record.Cursor)));
    }

    /// <summary>Appends a commit. One caller at a time.</summary>
    public long Append(BindingIdentity binding, long cursor, IReadOnlyList<Point> points)
    {
        points = _frontier.Fit(binding, points, out var merged);
        _writer.Clear();
        OutboxCodec.Write(_writer, binding, cursor, points, merged);
        var sequence = _log.Append(CommitType, _writer.Written);
        _frontier.Note(_class, binding.Name, binding.Version, points, sequence);
        NoteMerged(sequence, binding, merged);
        if (points.Count > 0)
        {
            Interlocked.Add(ref _points, points.Count);
            PointsCame();
        }

        _uncommitted.Enqueue((sequence, new EmittedCursor(binding.Name, binding.Version, cursor)));
        return sequence;
    }

    /// <summary>The cursors that are not durable yet. Not together with <see cref="Append"/>.</summary>
    public IEnumerable<EmittedCursor> Uncommitted => _uncommitted.Select(each => each.Cursor);

    /// <summary>The cursors that have become durable since the last call. Not together with <see cref="Append"/>.</summary>
    public IEnumerable<EmittedCursor> TakeCommitted()
    {
        var committed = _log.CommittedSequence;
        while (_uncommitted.TryPeek(out var next) && next.Sequence <= committed) yield return _uncommitted.Dequeue().Cursor;
    }

    /// <summary>Learns, before the first pass of any class, which corrections wait.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void ReadCorrections() => _corrections.Read(_offsets);

    /// <summary>Makes one pass that costs resolution; false when there is nothing to gain.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryDownsample(long capacity, ICapacity outbox)
    {
        if (_downsampler.Next(_offsets, capacity, outbox) is not { } pass) return false;
        if (TryReplace(pass, outbox)) _logger.Downsampled(_class, pass.Level, pass.Before, pass.After, pass.Bytes.Length);
        return true;
    }

    /// <summary>Makes one pass that costs the oldest points of some bindings; false when they have none.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryDrop(IReadOnlySet<string> mayDrop, long capacity, ICapacity outbox)
    {
        if (_dropper.Next(mayDrop, _offsets, capacity) is not { } pass) return false;
        if (TryReplace(pass, outbox)) _logger.Dropped(_class, pass.Before - pass.After);
        return true;
    }

    /// <summary>Gives back the space of what reached the bus.</summary>
    public void Trim(long acknowledged)
    {
        TrimLog(acknowledged);
        _blocks.Trim(acknowledged);
        _frontier.Forget(_class, acknowledged);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        foreach (var reader in _readers.Values) reader.Dispose();
        return _log.DisposeAsync();
    }

    private void NoteMerged(long sequence, BindingIdentity binding, int merged)
    {
        if (merged > 0) _blocks.Note(sequence, new BindingTally(binding.Name, binding.Version, new PointTally(merged, 0, 0)));
    }

    // The uplink goes on reading while a pass is made; if it has come as far as the pass, the pass is forgotten.
    private bool TryReplace(DownsamplePass pass, ICapacity outbox)
    {
        lock (_reading)
        {
            if (!_offsets.LeftWithin(pass.First, pass.Last).SequenceEqual(pass.Offsets.LeftWithin(pass.First, pass.Last))) return false;
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

        CrashPoint.Reach(CrashPoint.Downsampling);
        TrimLog(Acknowledged);
        return true;
    }

    private void TrimLog(long acknowledged) => _log.Trim(_blocks.TrySettle() ? _blocks.After(acknowledged + 1) : acknowledged + 1);

    private long PointsWaitingIn(DownsampledBlock block)
    {
        if (_offsets.WaitingUpTo(block.Last) - _offsets.WaitingUpTo(block.First - 1) > block.Last - block.First) return block.Points;
        return _blocks.Read(block)?.Where(record => !_offsets.IsAcknowledged(record.Sequence)).Sum(record => (long)record.Points.Count) ?? 0;
    }
}
