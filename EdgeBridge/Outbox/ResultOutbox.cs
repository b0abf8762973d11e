using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// Results on their way to the bus, one log for each class. A commit holds a binding's results and its cursor in one record, so both are
/// durable or neither is. At the byte limit committing waits. Life: Open, any use, DisposeAsync.
/// </summary>
internal sealed partial class ResultOutbox : IOutboxReader, IAsyncDisposable
{
    private static readonly DeliveryClass[] Classes = [DeliveryClass.Alarm, DeliveryClass.Normal, DeliveryClass.Bulk];
    private static readonly TimeSpan FullCheckInterval = TimeSpan.FromMilliseconds(200);

    private readonly OutboxOptions _options;
    private readonly ILogger _logger;
    private readonly OutboxQueue[] _queues;
    private readonly CommitParts _parts;
    private readonly OutboxPositionStore _positions;
    private readonly Dictionary<(string Binding, string Version), long> _cursors;
    private readonly MergeFrontier _frontier;
    private readonly object _commitGate;
    private readonly Lock _persistGate = new();
    private readonly BindingTally[] _settled;
    private readonly ManualResetEventSlim _freed = new();
    private readonly ITimer _timer;
    private volatile Numbering _numbering;
    private readonly Interruption _unsaved = new();
    private readonly bool _wasPressed;
    private readonly long _calmBytes;
    private volatile bool _savedPressed;
    private int _dirty;
    private long _maxPointsWaiting;
    private int _disposed;

    private ResultOutbox(
        OutboxOptions options, OutboxPositionStore positions, OutboxRecovery recovered, TimeProvider time, ILogger logger)
    {
        _options = options;
        _positions = positions;
        _logger = logger;
        _numbering = recovered.Numbering;
        _queues = recovered.Queues;
        _parts = new CommitParts(_queues[0].Log.RecordBytesLimit);
        _frontier = recovered.Frontier;
        _commitGate = _frontier.Gate;
        _cursors = recovered.Cursors;
        _settled = recovered.Settled;
        _wasPressed = _savedPressed = recovered.WasPressed;
        _calmBytes = options.CalmBytes(_queues.Length);
        _maxPointsWaiting = PointsWaiting;
        _timer = time.CreateTimer(_ => Persist(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc />
    public OutboxDepth Depth => new(_queues.Sum(queue => queue.RecordsWaiting), PointsWaiting, Bytes);

    /// <summary>The most points that have waited at once since opening.</summary>
    public long MaxPointsWaiting => Interlocked.Read(ref _maxPointsWaiting);

    /// <summary>True while committing would wait: the byte limit is reached, or the disk is full or refuses.</summary>
    public bool IsFull => Bytes > UsableBytes || Array.Exists(_queues, queue => queue.Log.IsStalled);

    /// <summary>True once a log is broken: nothing more is taken until the outbox is opened again.</summary>
    public bool HasFailed => Array.Exists(_queues, queue => queue.Log.HasFailed);

    /// <summary>Why nothing is taken, for good or for now; null while it is.</summary>
    public string? Failure => Array.Find(_queues, queue => queue.Log.Failure is not null)?.Log.Failure;

    /// <inheritdoc cref="SegmentedLog.Hang"/>
    public string? Hang => _queues.Select(queue => queue.Log.Hang).FirstOrDefault(hang => hang is not null);

    private long Bytes => _queues.Sum(queue => queue.Bytes) + Volatile.Read(ref _reserved);

    private long UsableBytes => _options.HardLimitBytes - _options.ReservedBytes(_queues.Length);

    private long PointsWaiting => _queues.Sum(queue => queue.PointsWaiting);

    /// <summary>Opens the outbox, or creates it, and reads the cursors of what waits.</summary>
    /// <exception cref="LogOpenException">In use by another process, written by a newer version, or not accessible.</exception>
    public static ResultOutbox Open(OutboxOptions options, ILogFiles files, TimeProvider time, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HardLimitBytes, OutboxOptions.SmallestHardLimitBytes);
        var positions = new OutboxPositionStore(options.Directory, files, logger);
        try
        {
            return new ResultOutbox(options, positions, OutboxRecovery.Read(options, Classes, positions, files, time, logger), time, logger);
        }
        catch (Exception failure) when (failure is not LogOpenException && failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LogOpenException($"cannot open outbox {options.Directory}: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Appends a binding's results and cursor as one atomic record of a class, or where they do not fit into one, as <see cref="CommitParts"/>, and returns
    /// the last sequence. Waits, as long as it takes, while <see cref="IsFull"/>. Empty points are fine: the cursor alone is remembered.
    /// </summary>
    /// <exception cref="LogFailedException">A log is broken or closed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; nothing was appended.</exception>
    public long Commit(
        BindingIdentity binding, long cursor, DeliveryClass deliveryClass, IReadOnlyList<Point> points, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cursor);
        var parts = _parts.Of(binding, points);
        if (parts.Count > 1) parts = InOneGo(binding, points, parts, cancellation);
        for (var index = 0; index < parts.Count - 1; index++) CommitRecord(binding, 0, deliveryClass, parts[index], cancellation);
        return CommitRecord(binding, cursor, deliveryClass, parts[^1], cancellation);
    }

    /// <inheritdoc cref="CommitParts.Refusal"/>
    public string? Refusal(BindingIdentity binding, Point point) => _parts.Refusal(binding, point);

    private long CommitRecord(
        BindingIdentity binding, long cursor, DeliveryClass deliveryClass, IReadOnlyList<Point> points, CancellationToken cancellation)
    {
        while (true)
        {
            Relieve();
            WaitForCapacity(cancellation);
            try
            {
                if (TryAppend(binding, cursor, QueueOf(deliveryClass), points) is { } sequence) return sequence;
            }
            catch (LogStalledException)
            {
                // Refused before anything was taken; the next round waits until the disk takes it.
            }
        }
    }

    /// <inheritdoc cref="SegmentedLog.CommittedAsync"/>
    public ValueTask CommittedAsync(DeliveryClass deliveryClass, long sequence, CancellationToken cancellation) =>
        QueueOf(deliveryClass).Log.CommittedAsync(sequence, cancellation);

    /// <summary>Completes when everything appended so far is durable.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        foreach (var queue in _queues) await queue.Log.CommittedAsync(queue.Log.NextSequence - 1, cancellation);
    }

    /// <summary>How far each class has come, in the order of the classes.</summary>
    public IReadOnlyList<ClassPosition> Positions =>
        [.. _queues.Select((queue, index) => new ClassPosition(Classes[index], queue.Acknowledged, queue.Log.NextSequence - 1, queue.PointsWaiting))];

    /// <summary>The last acknowledged sequence of a class; 0 at first.</summary>
    public long HighestAcknowledged(DeliveryClass deliveryClass) => QueueOf(deliveryClass).Acknowledged;

    /// <inheritdoc />
    public OutboxBatch? TryNext(DeliveryClass deliveryClass, int pointLimit) =>
        QueueOf(deliveryClass).TryNext(pointLimit, (offsets, become) => Promise(deliveryClass, offsets, become));

    /// <inheritdoc />
    public OutboxBatch? TryNextDeferred(DeliveryClass deliveryClass, int pointLimit) =>
        QueueOf(deliveryClass).TryNextDeferred(pointLimit, (offsets, become) => Promise(deliveryClass, offsets, become));

    /// <inheritdoc />
    public Task WaitAsync(DeliveryClass deliveryClass, CancellationToken cancellation) => QueueOf(deliveryClass).WaitAsync(cancellation);

    /// <inheritdoc />
    public void Acknowledge(DeliveryClass deliveryClass, long lastSequence)
    {
        QueueOf(deliveryClass).Acknowledge(lastSequence);
        if (IsFull)
        {
            Volatile.Write(ref _dirty, 1);
            Persist();
        }
        else
        {
            Touch();
        }
    }

    /// <inheritdoc />
    public void Rewind(DeliveryClass deliveryClass) => QueueOf(deliveryClass).Rewind();

    /// <summary>Commits what waits and writes the position.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _timer.DisposeAsync();
        await RelieveAsync();
        SettlePromises();
        Persist();
        foreach (var queue in _queues) await queue.DisposeAsync();
    }

    private OutboxQueue QueueOf(DeliveryClass deliveryClass) => _queues[(int)deliveryClass];

    private long? TryAppend(BindingIdentity binding, long cursor, OutboxQueue queue, IReadOnlyList<Point> points)
    {
        lock (_commitGate)
        {
            if (IsFull && !HasFailed) return null;
            var sequence = queue.Append(binding, cursor, points);
            TakeCommittedCursors();
            _maxPointsWaiting = Math.Max(_maxPointsWaiting, PointsWaiting);
            if (IsPressed != _savedPressed) Touch();
            return sequence;
        }
    }

    private void WaitForCapacity(CancellationToken cancellation, long bytes = 0)
    {
        if (!Lacks(bytes)) return;
        cancellation.ThrowIfCancellationRequested();
        _logger.Full(_options.Directory, Bytes);
        while (Lacks(bytes) && !HasFailed)
        {
            _freed.Reset();
            Relieve();
            if (Lacks(bytes)) _freed.Wait(FullCheckInterval, cancellation);
        }
    }

    private void Touch()
    {
        if (Interlocked.Exchange(ref _dirty, 1) == 0) _timer.Change(_options.PositionInterval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Writes acknowledgements and cursors, then gives back the space: a cursor is never forgotten with its record.</summary>
    private void Persist()
    {
        lock (_persistGate)
        {
            if (Interlocked.Exchange(ref _dirty, 0) == 0) return;
            var offsets = Array.ConvertAll(_queues, queue => queue.Offsets);
            try
            {
                SavePosition(offsets);
                _unsaved.End();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                if (_unsaved.Begin()) _logger.PositionFailed(_options.Directory, failure);
                Touch();
                return;
            }

            for (var index = 0; index < _queues.Length; index++) _queues[index].Trim(offsets[index].Acknowledged);

            _freed.Set();
        }
    }
}
