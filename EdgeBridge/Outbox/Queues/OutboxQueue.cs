using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox.Queues;

/// <summary>
/// One class of the outbox: its log, the blocks that records were downsampled into, what the uplink has read and what was acknowledged. Any
/// thread appends; one reads.
/// </summary>
internal sealed class OutboxQueue : IAsyncDisposable
{
    private const byte CommitType = 1;

    private readonly DeliveryClass _class;
    private readonly SegmentedLog _log;
    private readonly DownsampledStore _blocks;
    private readonly MergeFrontier _frontier;
    private readonly WaitingCorrections _corrections;
    private readonly Downsampler _downsampler;
    private readonly OldestDropper _dropper;
    private readonly WaitingPoints _points;
    private readonly ILogger _logger;
    private readonly ByteWriter _writer = new();
    private readonly Queue<(long Sequence, EmittedCursor Cursor)> _uncommitted = new();

    public OutboxQueue(
        QueueContext context, SegmentedLog log, DownsampledStore blocks, QueueOffsets offsets, TimeProvider time, ILogger logger)
    {
        (_class, _log, _blocks, _logger) = (context.Drops.Class, log, blocks, logger);
        _points = new WaitingPoints(time);
        Delivery = new QueueDelivery(context, log, blocks, offsets, _points, time, logger);
        var source = new PassSource(log, blocks);
        _frontier = context.Frontier;
        _corrections = new WaitingCorrections(_frontier, _class, log, source, blocks);
        _downsampler = new Downsampler(log, blocks, source, _corrections);
        _dropper = new OldestDropper(log, blocks, source, context.Drops, time);
    }

    /// <summary>The queue's log.</summary>
    public SegmentedLog Log => _log;

    /// <summary>What the uplink reads and confirms.</summary>
    public QueueDelivery Delivery { get; }

    /// <summary>Bytes on the disk.</summary>
    public long Bytes => _log.Bytes + _blocks.Bytes;

    /// <inheritdoc cref="QueueDelivery.Offsets"/>
    public QueueOffsets Offsets => Delivery.Offsets;

    /// <summary>Everything up to here has reached the bus.</summary>
    public long Acknowledged => Offsets.Acknowledged;

    /// <summary>Points that wait.</summary>
    public long PointsWaiting => _points.Count;

    /// <inheritdoc cref="DownsampledStore.Tallies"/>
    public IEnumerable<BindingTally> Tallies(long through = long.MaxValue) => _blocks.Tallies(through).Entries;

    /// <summary>Reads what waits from an earlier run; gives its cursors, as far as they are durable, and counts its points.</summary>
    public IEnumerable<EmittedCursor> Recover()
    {
        foreach (var block in _blocks.Blocks)
        {
            _points.Correct(PointsWaitingIn(block));
            foreach (var share in block.Shares) yield return new EmittedCursor(share.Binding, share.Version, share.Cursor);
        }

        using var reader = _log.CreateReader(Acknowledged + 1);
        while (reader.TryRead(out var record))
        {
            var head = OutboxCodec.ReadHead(record.Payload.Span);
            if (_blocks.Find(record.Sequence)?.Holds(record.Sequence) != true)
            {
                if (!Offsets.IsAcknowledged(record.Sequence)) _points.Correct(head.Points);
                NoteMerged(record.Sequence, head.Binding, head.Merged);
            }

            yield return new EmittedCursor(head.Binding.Name, head.Binding.Version, head.Cursor);
        }

        // The disk may have taken them meanwhile, or the bus long before.
        foreach (var record in _log.InDoubt)
        {
            if (record.Sequence >= reader.Position && !Offsets.IsAcknowledged(record.Sequence))
                RecoverInDoubt(OutboxCodec.Read(record.Sequence, record.Payload.Span));
        }
    }

    // As if it had been appended just now.
    private void RecoverInDoubt(OutboxRecord record)
    {
        _points.Correct(record.Points.Count);
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
        if (points.Count > 0) _points.Came(points.Count);
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
    public void ReadCorrections() => _corrections.Read(Offsets);

    /// <summary>Makes one pass that costs resolution; false when there is nothing to gain.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryDownsample(long capacity, ICapacity outbox)
    {
        if (_downsampler.Next(Offsets, capacity, outbox) is not { } pass) return false;
        if (TryReplace(pass, outbox)) _logger.Downsampled(_class, pass.Level, pass.Before, pass.After, pass.Bytes.Length);
        return true;
    }

    /// <summary>Makes one pass that costs the oldest points of some bindings; false when they have none.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryDrop(IReadOnlySet<string> mayDrop, long capacity, ICapacity outbox)
    {
        if (_dropper.Next(mayDrop, Offsets, capacity) is not { } pass) return false;
        if (TryReplace(pass, outbox)) _logger.Dropped(_class, pass.Before - pass.After);
        return true;
    }

    /// <summary>Completes when everything appended so far is durable.</summary>
    public ValueTask FlushAsync(CancellationToken cancellation) => _log.CommittedAsync(_log.NextSequence - 1, cancellation);

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
        Delivery.Dispose();
        return _log.DisposeAsync();
    }

    private void NoteMerged(long sequence, BindingIdentity binding, int merged)
    {
        if (merged > 0) _blocks.Note(sequence, new BindingTally(binding.Name, binding.Version, new PointTally(merged, 0, 0)));
    }

    private bool TryReplace(DownsamplePass pass, ICapacity outbox)
    {
        if (!Delivery.TryReplace(pass, outbox)) return false;
        CrashPoint.Reach(CrashPoint.Downsampling);
        TrimLog(Acknowledged);
        return true;
    }

    private void TrimLog(long acknowledged) => _log.Trim(_blocks.TrySettle() ? _blocks.After(acknowledged + 1) : acknowledged + 1);

    private long PointsWaitingIn(DownsampledBlock block)
    {
        if (Offsets.WaitingUpTo(block.Last) - Offsets.WaitingUpTo(block.First - 1) > block.Last - block.First) return block.Points;
        return _blocks.Read(block)?.Where(record => !Offsets.IsAcknowledged(record.Sequence)).Sum(record => (long)record.Points.Count) ?? 0;
    }
}
