namespace EventEdge.EdgeBridge.Outbox;

/// <content>What the uplink reads and confirms, stretch by stretch.</content>
internal sealed partial class OutboxLane
{
    private const int PromiseStride = 256;
    private const int StretchLimit = 16;

    private static readonly TimeSpan RefusedRest = TimeSpan.FromSeconds(5);

    private readonly Dictionary<long, StretchReader> _readers = [];
    private long? _refusedSince;

    /// <inheritdoc cref="IOutboxReader.TryNext"/>
    /// <param name="pointLimit">Most points.</param>
    /// <param name="promise">Makes durable, before anyone sees the batch, that it may have left.</param>
    /// <exception cref="IOException">That could not be made durable; nothing was handed out.</exception>
    public OutboxBatch? TryNext(int pointLimit, PromiseMarks promise)
    {
        lock (_reading)
        {
            if (RestLeft > TimeSpan.Zero || RefusedLeft > TimeSpan.Zero) return null;
            LeaveBacklogBehind();
            var batch = Read(_marks.Stretches.Count - 1, pointLimit, promise);
            if (batch is not null) _restsSince = _time.GetTimestamp();
            return batch;
        }
    }

    /// <inheritdoc cref="IOutboxReader.TryNextHeldBack"/>
    /// <inheritdoc cref="TryNext" path="/param|/exception"/>
    public OutboxBatch? TryNextHeldBack(int pointLimit, PromiseMarks promise)
    {
        lock (_reading)
        {
            if (RefusedLeft > TimeSpan.Zero) return null;
            for (var stretch = 0; stretch < _marks.Stretches.Count - 1; stretch++)
            {
                if (Read(stretch, pointLimit, promise) is { } batch) return batch;
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
            return RestLeft is var rest && rest > TimeSpan.Zero ? WaitRestedAsync(rest, cancellation) : ReaderOf(_marks.Head).WaitAsync(cancellation);
        }
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

    /// <summary>
    /// Another numbering begins behind what is acknowledged without a hole: what had left ahead of a backlog leaves once more. What may have left is still not
    /// merged, as the cloud may have it.
    /// </summary>
    public void Renumber()
    {
        Rewind();
        lock (_reading)
        {
            var before = _marks;
            var (acknowledged, left) = (before.Acknowledged, before.Stretches.Max(stretch => stretch.Promised));
            _marks = new LaneMarks([new Stretch(acknowledged + 1, acknowledged, left, left)]);
            if (before.Stretches.Count > 1) Interlocked.Add(ref _points, PointsLeftAhead(before));
        }
    }

    private long PointsLeftAhead(LaneMarks before)
    {
        using var reader = new LaneReader(_log, _blocks, before.Acknowledged + 1);
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
            var before = _marks;
            _marks = new LaneMarks(before.Stretches.Select(stretch => stretch with { Promised = stretch.Offered }));
            return !before.Stretches.SequenceEqual(_marks.Stretches);
        }
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

        Become(_marks.With(stretch, before => before with { Offered = Math.Max(before.Offered, last) }));
        return new OutboxBatch(_class, first, last, records) { HeldBack = [.. _marks.HeldBackBefore(first)] };
    }

    private TimeSpan RefusedLeft => _refusedSince is { } since ? RefusedRest - _time.GetElapsedTime(since) : TimeSpan.Zero;

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
}
