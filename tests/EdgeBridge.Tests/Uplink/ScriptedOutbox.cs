using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.EdgeBridge.Tests.Uplink;

/// <summary>An outbox with empty records, one to a batch, that notes what is acknowledged.</summary>
internal sealed class ScriptedOutbox : IOutboxReader
{
    private readonly Lock _gate = new();
    private readonly long[] _last = new long[3];
    private readonly long[] _read = new long[3];
    private readonly long[] _done = new long[3];
    private readonly long[] _held = new long[3];
    private readonly long[] _heldRead = new long[3];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first number of a fresh record where some are deferred.</summary>
    public const long FirstFresh = 1000;

    /// <summary>What becomes of a notice.</summary>
    public Func<NodeNotice, bool> Heeding { get; init; } = _ => false;

    public bool Heed(NodeNotice notice, DateTimeOffset now) => Heeding(notice);

    public Guid Epoch { get; } = Guid.NewGuid();

    public OutboxDepth Depth
    {
        get
        {
            lock (_gate) return new(_last.Sum() - _done.Sum(), 0, 0);
        }
    }

    public void Add(DeliveryClass deliveryClass, int records)
    {
        lock (_gate)
        {
            _last[(int)deliveryClass] += records;
            _more.TrySetResult();
        }
    }

    /// <summary>So many records wait behind those that are added: they have the numbers before <see cref="FirstFresh"/>.</summary>
    public void HoldBack(DeliveryClass deliveryClass, int records)
    {
        lock (_gate)
        {
            _held[(int)deliveryClass] = records;
            _last[(int)deliveryClass] = _read[(int)deliveryClass] = FirstFresh - 1;
        }
    }

    public long Acknowledged(DeliveryClass deliveryClass)
    {
        lock (_gate) return _done[(int)deliveryClass];
    }

    public OutboxBatch? TryNext(DeliveryClass deliveryClass, int pointLimit)
    {
        lock (_gate)
        {
            if (_read[(int)deliveryClass] == _last[(int)deliveryClass]) return null;
            var sequence = ++_read[(int)deliveryClass];
            return Batch(deliveryClass, sequence);
        }
    }

    public OutboxBatch? TryNextDeferred(DeliveryClass deliveryClass, int pointLimit)
    {
        lock (_gate) return _heldRead[(int)deliveryClass] == _held[(int)deliveryClass] ? null : Batch(
            deliveryClass, ++_heldRead[(int)deliveryClass]);
    }

    public async Task WaitAsync(DeliveryClass deliveryClass, CancellationToken cancellation)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_read[(int)deliveryClass] < _last[(int)deliveryClass]) return;
                if (_more.Task.IsCompleted) _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                more = _more.Task;
            }

            await more.WaitAsync(cancellation);
        }
    }

    public void Acknowledge(DeliveryClass deliveryClass, long lastSequence)
    {
        lock (_gate)
        {
            Assert.True(lastSequence > _done[(int)deliveryClass], "acknowledged in order");
            _done[(int)deliveryClass] = lastSequence;
        }
    }

    public void Rewind(DeliveryClass deliveryClass)
    {
        lock (_gate) _read[(int)deliveryClass] = _done[(int)deliveryClass];
    }

    private static OutboxBatch Batch(DeliveryClass deliveryClass, long sequence) =>
        new(deliveryClass, sequence, sequence, [new OutboxRecord(sequence, "b", "00000000000000ff", 0, [])]);
}
