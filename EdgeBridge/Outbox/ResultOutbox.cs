using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Queues;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// Results on their way to the bus, one log for each class. A commit holds a binding's results and its cursor in one record, so both are
/// durable or neither is. At the byte limit committing waits. Life: Open, any use, DisposeAsync.
/// </summary>
internal sealed class ResultOutbox : IOutboxReader, IAsyncDisposable
{
    private static readonly DeliveryClass[] Classes = [DeliveryClass.Alarm, DeliveryClass.Normal, DeliveryClass.Bulk];

    private readonly OutboxQueue[] _queues;
    private readonly OutboxSpace _space;
    private readonly EmittedCursors _cursors;
    private readonly OutboxProgress _progress;
    private readonly OutboxRelief _relief;
    private readonly CommitWriter _writer;
    private int _disposed;

    private ResultOutbox(
        OutboxOptions options, OutboxPositionStore positions, OutboxRecovery recovered, TimeProvider time, ILogger logger)
    {
        var gate = recovered.Frontier.Gate;
        _queues = recovered.Queues;
        _space = new OutboxSpace(options, _queues, gate);
        _cursors = new EmittedCursors(_queues, gate, recovered.Cursors);
        _progress = new OutboxProgress(options, positions, recovered, _space, _cursors, time, logger);
        _relief = new OutboxRelief(options, _queues, _space, _progress, logger);
        _writer = new CommitWriter(options.Directory, recovered, _cursors, _space, _progress, _relief, logger);
    }

    /// <inheritdoc />
    public Guid Epoch => _progress.Numbering.Epoch;

    /// <summary>What happened to the numbering, for the ledger.</summary>
    public IReadOnlyList<NumberingNote> NumberingNotes => _progress.Numbering.Notes;

    /// <inheritdoc />
    public OutboxDepth Depth => new(_queues.Sum(queue => queue.Delivery.RecordsWaiting), _writer.PointsWaiting, _space.Bytes);

    /// <summary>The most points that have waited at once since opening.</summary>
    public long MaxPointsWaiting => _writer.MaxPointsWaiting;

    /// <summary>True while committing would wait: the byte limit is reached, or the disk is full or refuses.</summary>
    public bool IsFull => _space.IsFull;

    /// <summary>True once a log is broken: nothing more is taken until the outbox is opened again.</summary>
    public bool HasFailed => Array.Exists(_queues, queue => queue.Log.HasFailed);

    /// <summary>Why nothing is taken, for good or for now; null while it is.</summary>
    public string? Failure => Array.Find(_queues, queue => queue.Log.Failure is not null)?.Log.Failure;

    /// <inheritdoc cref="SegmentedLog.Hang"/>
    public string? Hang => _queues.Select(queue => queue.Log.Hang).FirstOrDefault(hang => hang is not null);

    /// <summary>How far each class has come, in the order of the classes.</summary>
    public IReadOnlyList<ClassPosition> Positions =>
        [.. _queues.Select(
            (queue, index) => new ClassPosition(Classes[index], queue.Acknowledged, queue.Log.NextSequence - 1, queue.PointsWaiting))];

    /// <inheritdoc cref="EmittedCursors.Highest"/>
    public long HighestCursor => _cursors.Highest;

    /// <summary>Opens the outbox, or creates it, and reads the cursors of what waits.</summary>
    /// <exception cref="LogOpenException">In use by another process, written by a newer version, or not accessible.</exception>
    public static ResultOutbox Open(OutboxOptions options, ILogFiles files, TimeProvider time, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HardLimitBytes, OutboxOptions.SmallestHardLimitBytes);
        var positions = new OutboxPositionStore(options.Directory, files, logger);
        try
        {
            return new ResultOutbox(
                options, positions, OutboxRecovery.Read(options, Classes, positions, files, time, logger), time, logger);
        }
        catch (Exception failure) when (
            failure is not LogOpenException && failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LogOpenException($"cannot open outbox {options.Directory}: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Appends a binding's results and cursor as one atomic record of a class, or where they do not fit into one, as
    /// <see cref="CommitParts"/>, and returns the last sequence. Waits, as long as it takes, while <see cref="IsFull"/>. Empty points are
    /// fine: the cursor alone is remembered.
    /// </summary>
    /// <exception cref="LogFailedException">A log is broken or closed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; nothing was appended.</exception>
    public long Commit(
        BindingIdentity binding, long cursor, DeliveryClass deliveryClass, IReadOnlyList<Point> points,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cursor);
        return _writer.Commit(binding, cursor, QueueOf(deliveryClass), points, cancellation);
    }

    /// <inheritdoc cref="CommitParts.Refusal"/>
    public string? Refusal(BindingIdentity binding, Point point) => _writer.Refusal(binding, point);

    /// <inheritdoc cref="SegmentedLog.CommittedAsync"/>
    public ValueTask CommittedAsync(DeliveryClass deliveryClass, long sequence, CancellationToken cancellation) =>
        QueueOf(deliveryClass).Log.CommittedAsync(sequence, cancellation);

    /// <summary>Completes when everything appended so far is durable.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        foreach (var queue in _queues) await queue.FlushAsync(cancellation);
    }

    /// <summary>Highest durable cursor of a binding version, in any class; 0 when it has never committed.</summary>
    public long CursorOf(string binding, string version) => _cursors.Of(binding, version);

    /// <summary>
    /// The same with what is not durable yet: it was handed over, and is not handed over again. At a start that is what a disk that refuses
    /// has left in doubt.
    /// </summary>
    public long HandedOverOf(string binding, string version) => _cursors.HandedOverOf(binding, version);

    /// <inheritdoc cref="OutboxProgress.TallyOf"/>
    public PointTally TallyOf(string binding, string version) => _progress.TallyOf(binding, version);

    /// <inheritdoc cref="OutboxRelief.CompleteAsync"/>
    public Task RelieveAsync() => _relief.CompleteAsync();

    /// <inheritdoc cref="OutboxRelief.DropOldestOf"/>
    public void DropOldestOf(IEnumerable<string> bindings) => _relief.DropOldestOf(bindings);

    /// <inheritdoc />
    public long NumberingFrom(DeliveryClass deliveryClass) => _progress.Numbering.From[(int)deliveryClass];

    /// <inheritdoc />
    public DateTimeOffset? NumberingBegun => _progress.Numbering.Begun;

    /// <inheritdoc />
    public bool Heed(NodeNotice notice, DateTimeOffset now) => _progress.Heed(notice, now);

    /// <summary>The last acknowledged sequence of a class; 0 at first.</summary>
    public long HighestAcknowledged(DeliveryClass deliveryClass) => QueueOf(deliveryClass).Acknowledged;

    /// <inheritdoc />
    public OutboxBatch? TryNext(DeliveryClass deliveryClass, int pointLimit) =>
        QueueOf(deliveryClass).Delivery.TryNext(pointLimit, (offsets, become) => _progress.Promise(deliveryClass, offsets, become));

    /// <inheritdoc />
    public OutboxBatch? TryNextDeferred(DeliveryClass deliveryClass, int pointLimit) =>
        QueueOf(deliveryClass).Delivery.TryNextDeferred(pointLimit, (offsets, become) => _progress.Promise(deliveryClass, offsets, become));

    /// <inheritdoc />
    public Task WaitAsync(DeliveryClass deliveryClass, CancellationToken cancellation) =>
        QueueOf(deliveryClass).Delivery.WaitAsync(cancellation);

    /// <inheritdoc />
    public void Acknowledge(DeliveryClass deliveryClass, long lastSequence)
    {
        QueueOf(deliveryClass).Delivery.Acknowledge(lastSequence);
        _progress.Acknowledged(needsRoom: IsFull);
    }

    /// <inheritdoc />
    public void Rewind(DeliveryClass deliveryClass) => QueueOf(deliveryClass).Delivery.Rewind();

    /// <summary>Commits what waits and writes the position.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _progress.StopAsync();
        await _relief.StopAsync();
        _progress.SettlePromises();
        _progress.Persist();
        foreach (var queue in _queues) await queue.DisposeAsync();
    }

    private OutboxQueue QueueOf(DeliveryClass deliveryClass) => _queues[(int)deliveryClass];
}
