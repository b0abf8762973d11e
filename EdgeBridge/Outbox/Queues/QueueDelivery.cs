using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox.Queues;

/// <summary>
/// What the uplink reads of a class and confirms, range by range. One reads; a pass may put a block in the place of what is not read yet.
/// </summary>
internal sealed class QueueDelivery : IDisposable
{
    private const int PromiseStride = 256;
    private const int RangeLimit = 16;

    private static readonly TimeSpan RefusedRest = TimeSpan.FromSeconds(5);

    private readonly DeliveryClass _class;
    private readonly SegmentedLog _log;
    private readonly DownsampledStore _blocks;
    private readonly WaitingPoints _points;
    private readonly IdleRest _rest;
    private readonly RangeReaders _readers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly int _backlogLimit;
    private readonly bool _isDraining;
    private volatile QueueOffsets _offsets;
    private long? _refusedSince;

    public QueueDelivery(
        QueueContext context, SegmentedLog log, DownsampledStore blocks, QueueOffsets offsets, WaitingPoints points, TimeProvider time,
        ILogger logger)
    {
        (_class, _backlogLimit, _isDraining) = (context.Drops.Class, context.BacklogLimit, context.IsDraining);
        (_log, _blocks, _offsets, _points, _time, _logger) = (log, blocks, offsets, points, time, logger);
        _rest = new IdleRest(points, Math.Min(RangeReader.RecordLimit, context.BacklogLimit / 2), time);
        _readers = new RangeReaders(log, blocks);
    }

    /// <summary>How far it has come.</summary>
    public QueueOffsets Offsets => _offsets;

    /// <summary>Sequences not yet acknowledged.</summary>
    public long RecordsWaiting => _offsets.WaitingUpTo(_log.NextSequence - 1);

    private TimeSpan RestLeft => _rest.Left(_offsets.Ranges.Count > 1, RecordsWaiting);

    private TimeSpan RefusedLeft => _refusedSince is { } since ? RefusedRest - _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <inheritdoc cref="IOutboxReader.TryNext"/>
    /// <param name="pointLimit">Most points.</param>
    /// <param name="promise">Makes durable, before anyone sees the batch, that it may have left.</param>
    /// <exception cref="IOException">That could not be made durable; nothing was handed out.</exception>
    public OutboxBatch? TryNext(int pointLimit, PromiseOffsets promise)
    {
        lock (_gate)
        {
            if (RestLeft > TimeSpan.Zero || RefusedLeft > TimeSpan.Zero) return null;
            LeaveBacklog();
            var batch = Read(_offsets.Ranges.Count - 1, pointLimit, promise);
            if (batch is not null) _rest.Begin();
            return batch;
        }
    }

    /// <inheritdoc cref="IOutboxReader.TryNextDeferred"/>
    /// <inheritdoc cref="TryNext" path="/param|/exception"/>
    public OutboxBatch? TryNextDeferred(int pointLimit, PromiseOffsets promise)
    {
        lock (_gate)
        {
            if (RefusedLeft > TimeSpan.Zero) return null;
            for (var range = 0; range < _offsets.Ranges.Count - 1; range++)
            {
                if (Read(range, pointLimit, promise) is { } batch) return batch;
            }

            if (RefusedLeft <= TimeSpan.Zero) CloseThrough();
            return null;
        }
    }

    /// <inheritdoc cref="IOutboxReader.WaitAsync"/>
    public Task WaitAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (RefusedLeft is var refused && refused > TimeSpan.Zero) return Task.Delay(refused, _time, cancellation);
            return RestLeft is var rest
                && rest > TimeSpan.Zero ? WaitRestedAsync(rest, cancellation) : _readers.Of(_offsets.Head).WaitAsync(cancellation);
        }
    }

    /// <inheritdoc cref="IOutboxReader.Acknowledge"/>
    public void Acknowledge(long lastSequence)
    {
        lock (_gate)
        {
            if (_readers.Find(_offsets.Ranges[_offsets.IndexOf(lastSequence)]) is { } reader)
                _points.Correct(-reader.Confirm(lastSequence));
            Become(_offsets.WithAcknowledged(lastSequence));
        }
    }

    /// <inheritdoc cref="IOutboxReader.Rewind"/>
    public void Rewind()
    {
        lock (_gate)
        {
            _readers.Clear();
            _offsets = _offsets.WithoutEmpty();
        }
    }

    /// <summary>
    /// Another numbering begins behind what is acknowledged without a hole: what had left ahead of a backlog leaves once more. What may
    /// have left is still not merged, as the cloud may have it.
    /// </summary>
    public void Renumber()
    {
        lock (_gate)
        {
            Rewind();
            var before = _offsets;
            var (acknowledged, left) = (before.Acknowledged, before.Ranges.Max(range => range.Promised));
            _offsets = new QueueOffsets([new OffsetRange(acknowledged + 1, acknowledged, left, left)]);
            if (before.Ranges.Count > 1) _points.Correct(PointsLeftAhead(before));
        }
    }

    /// <summary>What is promised is what has left: nothing more will.</summary>
    public bool Settle()
    {
        lock (_gate)
        {
            var before = _offsets;
            _offsets = new QueueOffsets(before.Ranges.Select(range => range with { Promised = range.Offered }));
            return !before.Ranges.SequenceEqual(_offsets.Ranges);
        }
    }

    /// <summary>
    /// Puts a block in the place of records; not when reading, which goes on while a pass is made, has come as far as the pass, or there is
    /// no room beside them.
    /// </summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool TryReplace(DownsamplePass pass, ICapacity outbox)
    {
        lock (_gate)
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

            _points.Correct(pass.After - pass.Before);
            _readers.Refresh();
            return true;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _readers.Dispose();

    private async Task WaitRestedAsync(TimeSpan rest, CancellationToken cancellation)
    {
        await _points.WaitAsync(rest, cancellation).ConfigureAwait(false);
        Task more;
        lock (_gate) more = _readers.Of(_offsets.Head).WaitAsync(cancellation);
        await more.ConfigureAwait(false);
    }

    private long PointsLeftAhead(QueueOffsets before)
    {
        using var reader = new QueueReader(_log, _blocks, before.Acknowledged + 1);
        var points = 0L;
        for (; reader.Peek() is { } record; reader.Take())
        {
            if (before.IsAcknowledged(record.Sequence)) points += record.Points.Count;
        }

        return points;
    }

    // Far behind, fresh records need not wait: what is there by now is deferred, and the head begins with the next commit.
    private void LeaveBacklog()
    {
        var committed = _log.CommittedSequence;
        if (committed - _readers.Of(_offsets.Head).Next < _backlogLimit || _offsets.Ranges.Count >= RangeLimit) return;
        _offsets = _offsets.WithHead(committed + 1);
    }

    private OutboxBatch? Read(int range, int pointLimit, PromiseOffsets promise)
    {
        var reader = _readers.Of(_offsets.Ranges[range]);
        if (reader.Read(pointLimit, _offsets.EndOf(range)) is not { } records) return null;
        var (first, last) = (records[0].FirstSequence, records[^1].Sequence);
        try
        {
            if (last > _offsets.Ranges[range].Promised) Promise(range, last, promise);
        }
        catch (Exception refused)
        {
            reader.Unread(records);
            if (!_isDraining || refused is not (IOException or UnauthorizedAccessException)) throw;
            // Nothing is wrong with the bus: what was promised earlier leaves, the rest once the disk takes a word of it.
            if (_refusedSince is null) _logger.HeldOnDisk(_class, refused.Message);
            _refusedSince = _time.GetTimestamp();
            return null;
        }

        _refusedSince = null;

        Become(_offsets.With(range, before => before with { Offered = Math.Max(before.Offered, last) }));
        return new OutboxBatch(_class, first, last, records) { Deferred = [.. _offsets.DeferredBefore(first)] };
    }

    private void Promise(int range, long last, PromiseOffsets promise)
    {
        var ahead = Math.Min(last + PromiseStride, _offsets.EndOf(range));
        promise(_offsets.With(range, before => before with { Promised = ahead }), promised => _offsets = promised);
    }

    // Damage may have taken the last records of a range; nobody waits for those.
    private void CloseThrough()
    {
        while (_offsets.Ranges.Count > 1 && _readers.Find(_offsets.Ranges[0]) is { IsThrough: true })
            Become(_offsets.WithAcknowledged(_offsets.EndOf(0)));
    }

    private void Become(QueueOffsets offsets)
    {
        _offsets = offsets;
        _readers.CloseBefore(offsets.Ranges[0]);
    }
}
