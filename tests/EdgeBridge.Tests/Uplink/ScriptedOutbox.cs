using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.EdgeBridge.Tests.Uplink;

/// <summary>An outbox with empty records, one to a batch, that notes what is acknowledged.</summary>
internal sealed class ScriptedOutbox : IOutboxReader
{
    private readonly Lock _gate = new();
    private readonly long[] _last = new long[3];
    private readonly long[] _read = new long[3];
    private readonly long[] _done = new long[3];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
            return new OutboxBatch(deliveryClass, sequence, sequence, [new OutboxRecord(sequence, "b", "00000000000000ff", 0, [])]);
        }
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
}
