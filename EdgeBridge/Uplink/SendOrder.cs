using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>
/// Which batch leaves next: fresh ones and those of the backlog in turn, and in either the most urgent class first. The backlog leaves no
/// faster than <see cref="UplinkOptions.ReplayRate"/> says.
/// </summary>
internal sealed class SendOrder(IOutboxReader outbox, UplinkOptions options, TimeProvider time)
{
    private TimeSpan _cost;
    private long _soldAt;
    private bool _isBacklogsTurn;

    /// <summary>How long the backlog has to wait; zero while it need not.</summary>
    public TimeSpan Pause =>
        _cost > TimeSpan.Zero && _cost - time.GetElapsedTime(_soldAt) is var pause && pause > TimeSpan.Zero ? pause : TimeSpan.Zero;

    /// <summary>The next batch; null when nothing may leave right now.</summary>
    public OutboxBatch? Next() => _isBacklogsTurn ? Backlog() ?? FreshOrBacklog() : FreshOrBacklog();

    // Asking for fresh records may be what makes a backlog of those that wait.
    private OutboxBatch? FreshOrBacklog() => Fresh() ?? Backlog();

    private OutboxBatch? Fresh()
    {
        if (First(outbox.TryNext) is not { } batch) return null;
        _isBacklogsTurn = true;
        return batch;
    }

    private OutboxBatch? Backlog()
    {
        if (Pause > TimeSpan.Zero || First(outbox.TryNextDeferred) is not { } batch) return null;
        _isBacklogsTurn = false;
        _cost = options.ReplayRate is { } rate ? TimeSpan.FromSeconds((batch.LastSequence - batch.FirstSequence + 1) / rate)
            : TimeSpan.Zero;
        _soldAt = time.GetTimestamp();
        return batch;
    }

    private OutboxBatch? First(Func<DeliveryClass, int, OutboxBatch?> next) =>
        BusNames.Classes.Select(deliveryClass => next(deliveryClass, options.FramePointLimit)).FirstOrDefault(batch => batch is not null);
}
