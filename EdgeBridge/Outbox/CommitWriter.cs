using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox.Queues;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>Appends commits, cut into records where one does not hold them, and waits while there is no room.</summary>
internal sealed class CommitWriter
{
    // What is merged of a part, and made again because the cursor behind it was never written, would count twice. So the parts wait for
    // their capacity together, before the first; where an outbox is too small for that, its passes leave them as they are.
    private const int PartsShare = 10;

    private readonly string _directory;
    private readonly OutboxQueue[] _queues;
    private readonly object _gate;
    private readonly CommitParts _parts;
    private readonly EmittedCursors _cursors;
    private readonly OutboxSpace _space;
    private readonly OutboxProgress _progress;
    private readonly OutboxRelief _relief;
    private readonly ILogger _logger;
    private long _maxPointsWaiting;

    public CommitWriter(
        string directory, OutboxRecovery recovered, EmittedCursors cursors, OutboxSpace space, OutboxProgress progress, OutboxRelief relief,
        ILogger logger)
    {
        (_directory, _cursors, _space, _progress, _relief, _logger) = (directory, cursors, space, progress, relief, logger);
        (_queues, _gate) = (recovered.Queues, recovered.Frontier.Gate);
        _parts = new CommitParts(_queues[0].Log.RecordBytesLimit);
        _maxPointsWaiting = PointsWaiting;
    }

    /// <inheritdoc cref="ResultOutbox.MaxPointsWaiting"/>
    public long MaxPointsWaiting => Interlocked.Read(ref _maxPointsWaiting);

    /// <summary>Points that wait, of all classes.</summary>
    public long PointsWaiting
    {
        get
        {
            var points = 0L;
            foreach (var queue in _queues) points += queue.PointsWaiting;
            return points;
        }
    }

    private bool HasFailed => Array.Exists(_queues, queue => queue.Log.HasFailed);

    /// <inheritdoc cref="ResultOutbox.Commit"/>
    public long Commit(BindingIdentity binding, long cursor, OutboxQueue queue, IReadOnlyList<Point> points, CancellationToken cancellation)
    {
        var parts = _parts.Of(binding, points);
        if (parts.Count > 1) parts = InOneGo(binding, points, parts, cancellation);
        for (var index = 0; index < parts.Count - 1; index++) CommitRecord(binding, 0, queue, parts[index], cancellation);
        return CommitRecord(binding, cursor, queue, parts[^1], cancellation);
    }

    /// <inheritdoc cref="CommitParts.Refusal"/>
    public string? Refusal(BindingIdentity binding, Point point) => _parts.Refusal(binding, point);

    private long CommitRecord(
        BindingIdentity binding, long cursor, OutboxQueue queue, IReadOnlyList<Point> points, CancellationToken cancellation)
    {
        while (true)
        {
            _relief.Begin();
            WaitForCapacity(cancellation);
            try
            {
                if (TryAppend(binding, cursor, queue, points) is { } sequence) return sequence;
            }
            catch (LogStalledException)
            {
                // Refused before anything was taken; the next round waits until the disk takes it.
            }
        }
    }

    private long? TryAppend(BindingIdentity binding, long cursor, OutboxQueue queue, IReadOnlyList<Point> points)
    {
        lock (_gate)
        {
            if (_space.IsFull && !HasFailed) return null;
            var sequence = queue.Append(binding, cursor, points);
            _cursors.TakeCommitted();
            _maxPointsWaiting = Math.Max(_maxPointsWaiting, PointsWaiting);
            _progress.Appended();
            return sequence;
        }
    }

    private void WaitForCapacity(CancellationToken cancellation, long bytes = 0)
    {
        if (!_space.Lacks(bytes)) return;
        cancellation.ThrowIfCancellationRequested();
        _logger.Full(_directory, _space.Bytes);
        while (_space.Lacks(bytes) && !HasFailed)
        {
            _space.ExpectFreed();
            _relief.Begin();
            if (_space.Lacks(bytes)) _space.WaitFreed(cancellation);
        }
    }

    private IReadOnlyList<IReadOnlyList<Point>> InOneGo(
        BindingIdentity binding, IReadOnlyList<Point> points, IReadOnlyList<IReadOnlyList<Point>> parts, CancellationToken cancellation)
    {
        var bytes = points.Sum(point => (long)OutboxCodec.BytesOf(point));
        if (bytes > _space.UsableBytes / PartsShare) return _parts.Of(binding, [.. points.Select(point => Final(binding, point))]);
        WaitForCapacity(cancellation, bytes);
        return parts;
    }

    // Without its state a point is written with its fields, which may take more; where that is too much it stays as it is.
    private Point Final(BindingIdentity binding, Point point)
    {
        var final = point with { Mergeable = null, Supplement = point.Supplement is { } other ? other with { Mergeable = null } : null };
        return Refusal(binding, final) is null ? final : point;
    }
}
