using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.CloudIngest.Tests.Support;

/// <summary>An outbox in a list, as the listener describes it.</summary>
internal sealed class ListOutbox : IOutboxReader
{
    private readonly Lock _gate = new();
    private readonly Dictionary<DeliveryClass, List<OutboxRecord>> _records = [];
    private readonly Dictionary<DeliveryClass, long> _read = [];
    private readonly Dictionary<DeliveryClass, long> _acknowledged = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid Epoch { get; } = Guid.NewGuid();

    public OutboxDepth Depth
    {
        get
        {
            lock (_gate)
            {
                var waiting = _records.SelectMany(r => r.Value.Where(record => record.Sequence > _acknowledged.GetValueOrDefault(r.Key)))
                    .ToList();
                return new OutboxDepth(waiting.Count, waiting.Sum(record => record.Points.Count), 0);
            }
        }
    }

    public void Add(DeliveryClass deliveryClass, params Point[] points)
    {
        lock (_gate)
        {
            if (!_records.TryGetValue(deliveryClass, out var records)) _records.Add(deliveryClass, records = []);
            records.Add(Some.Record(records.Count + 1, points));
            _changed.TrySetResult();
        }
    }

    public OutboxBatch? TryNext(DeliveryClass deliveryClass, int pointLimit)
    {
        lock (_gate)
        {
            var from = _read.GetValueOrDefault(deliveryClass);
            var batch = new List<OutboxRecord>();
            foreach (var record in _records.GetValueOrDefault(deliveryClass, []).Skip((int)from))
            {
                if (batch.Count > 0 && batch.Sum(r => r.Points.Count) + record.Points.Count > pointLimit) break;
                batch.Add(record);
            }

            if (batch.Count == 0) return null;
            _read[deliveryClass] = batch[^1].Sequence;
            return new OutboxBatch(deliveryClass, batch[0].Sequence, batch[^1].Sequence, batch);
        }
    }

    public OutboxBatch? TryNextDeferred(DeliveryClass deliveryClass, int pointLimit) => null;

    public async Task WaitAsync(DeliveryClass deliveryClass, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_records.GetValueOrDefault(deliveryClass, []).Count > _read.GetValueOrDefault(deliveryClass)) return;
                if (_changed.Task.IsCompleted) _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    public void Acknowledge(DeliveryClass deliveryClass, long lastSequence)
    {
        lock (_gate) _acknowledged[deliveryClass] = lastSequence;
    }

    public void Rewind(DeliveryClass deliveryClass)
    {
        lock (_gate) _read[deliveryClass] = _acknowledged.GetValueOrDefault(deliveryClass);
    }
}
