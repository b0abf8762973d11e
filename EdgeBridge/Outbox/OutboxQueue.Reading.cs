namespace EventEdge.EdgeBridge.Outbox;

/// <content>What the uplink reads and confirms, range by range.</content>
internal sealed partial class OutboxQueue
{
    private const int PromiseStride = 256;
    private const int RangeLimit = 16;

    private static readonly TimeSpan RefusedRest = TimeSpan.FromSeconds(5);

    private readonly Dictionary<long, RangeReader> _readers = [];
    private long? _refusedSince;

    /// <inheritdoc cref="IOutboxReader.TryNext"/>
    /// <param name="pointLimit">Most points.</param>
    /// <param name="promise">Makes durable, before anyone sees the batch, that it may have left.</param>
    /// <exception cref="IOException">That could not be made durable; nothing was handed out.</exception>
    public OutboxBatch? TryNext(int pointLimit, PromiseOffsets promise)
    {
        lock (_reading)
        {
            if (RestLeft > TimeSpan.Zero || RefusedLeft > TimeSpan.Zero) return null;
            LeaveBacklog();
            var batch = Read(_offsets.Ranges.Count - 1, pointLimit, promise);
            if (batch is not null) _restsSince = _time.GetTimestamp();
            return batch;
        }
    }

    /// <inheritdoc cref="IOutboxReader.TryNextDeferred"/>
    /// <inheritdoc cref="TryNext" path="/param|/exception"/>
    public OutboxBatch? TryNextDeferred(int pointLimit, PromiseOffsets promise)
    {
        lock (_reading)
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
        lock (_reading)
        {
            if (RefusedLeft is var refused && refused > TimeSpan.Zero) return Task.Delay(refused, _time, cancellation);
            return RestLeft is var rest && rest > TimeSpan.Zero ? WaitRestedAsync(rest, cancellation) : ReaderOf(_offsets.Head).WaitAsync(cancellation);
        }
    }

    /// <inheritdoc cref="IOutboxReader.Acknowledge"/>
    public void Acknowledge(long lastSequence)
    {
        lock (_reading)
        {
            var range = _offsets.Ranges[_offsets.IndexOf(lastSequence)];
            if (_readers.TryGetValue(range.First, out var reader)) Interlocked.Add(ref _points, -reader.Confirm(lastSequence));
            Become(_offsets.WithAcknowledged(lastSequence));
        }
    }

    /// <inheritdoc cref="IOutboxReader.Rewind"/>
    public void Rewind()
    {
        lock (_reading)
        {
            foreach (var reader in _readers.Values) reader.Dispose();
            _readers.Clear();
            _offsets = _offsets.WithoutEmpty();
        }
    }

    /// <summary>
    /// Another numbering begins behind what is acknowledged without a hole: what had left ahead of a backlog leaves once more. What may have left is still not
    /// merged, as the cloud may have it.
    /// </summary>
    public void Renumber()
    {
        Rewind();
        lock (_reading)
        {
            var before = _offsets;
            var (acknowledged, left) = (before.Acknowledged, before.Ranges.Max(range => range.Promised));
            _offsets = new QueueOffsets([new OffsetRange(acknowledged + 1, acknowledged, left, left)]);
            if (before.Ranges.Count > 1) Interlocked.Add(ref _points, PointsLeftAhead(before));
        }
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

    /// <summary>What is promised is what has left: nothing more will.</summary>
    public bool Settle()
    {
        lock (_reading)
        {
            var before = _offsets;
            _offsets = new QueueOffsets(before.Ranges.Select(range => range with { Promised = range.Offered }));
            return !before.Ranges.SequenceEqual(_offsets.Ranges);
        }
    }

    // Far behind, fresh records need not wait: what is there by now is held back, and the head begins with the next commit.
    private void LeaveBacklog()
    {
        var committed = _log.CommittedSequence;
        if (committed - ReaderOf(_offsets.Head).Next < _backlogLimit || _offsets.Ranges.Count >= RangeLimit) return;
        _offsets = _offsets.WithHead(committed + 1);
    }

    private OutboxBatch? Read(int range, int pointLimit, PromiseOffsets promise)
    {
        var reader = ReaderOf(_offsets.Ranges[range]);
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

    private TimeSpan RefusedLeft => _refusedSince is { } since ? RefusedRest - _time.GetElapsedTime(since) : TimeSpan.Zero;

    private void Promise(int range, long last, PromiseOffsets promise)
    {
        var ahead = Math.Min(last + PromiseStride, _offsets.EndOf(range));
        promise(_offsets.With(range, before => before with { Promised = ahead }), promised => _offsets = promised);
    }

    // Damage may have taken the last records of a range; nobody waits for those.
    private void CloseThrough()
    {
        while (_offsets.Ranges.Count > 1 && _readers.TryGetValue(_offsets.Ranges[0].First, out var reader) && reader.IsThrough)
            Become(_offsets.WithAcknowledged(_offsets.EndOf(0)));
    }

    private void Become(QueueOffsets offsets)
    {
        _offsets = offsets;
        foreach (var (first, reader) in _readers.Where(entry => entry.Key < offsets.Ranges[0].First).ToList())
        {
            reader.Dispose();
            _readers.Remove(first);
        }
    }

    private RangeReader ReaderOf(OffsetRange range)
    {
        if (!_readers.TryGetValue(range.First, out var reader))
            _readers.Add(range.First, reader = new RangeReader(_log, _blocks, range.Acknowledged + 1));
        return reader;
    }
}
