namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// What waits for one subscriber, in messages and bytes: queued for it, or sent and not acknowledged. A subscriber that takes less than it is
/// sent gets over the limit and is disconnected, so that it costs the others nothing.
/// </summary>
internal sealed class DeliveryBudget(int countLimit, long bytesLimit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, int> _unacknowledged = [];
    private int _queued;
    private long _bytes;

    /// <summary>Over the limit, once and for all.</summary>
    public bool IsOver { get; private set; }

    /// <summary>A message joins the queue; false when it must not, because the subscriber is over its limit.</summary>
    public bool TryQueue(long bytes)
    {
        lock (_gate)
        {
            _queued++;
            _bytes += bytes;
            return !(IsOver |= _queued + _unacknowledged.Count > countLimit || _bytes > bytesLimit);
        }
    }

    /// <summary>A message leaves the queue; with an identifier it is held until that is acknowledged.</summary>
    public void Sent(ushort packetId, int bytes)
    {
        lock (_gate)
        {
            (_queued, _bytes) = (Math.Max(0, _queued - 1), Math.Max(0, _bytes - bytes));
            if (packetId == 0 || !_unacknowledged.TryAdd(packetId, bytes)) return;
            _bytes += bytes;
            IsOver |= _unacknowledged.Count > countLimit || _bytes > bytesLimit;
        }
    }

    /// <summary>The subscriber has it.</summary>
    public void Acknowledged(ushort packetId)
    {
        lock (_gate)
        {
            if (_unacknowledged.Remove(packetId, out var bytes)) _bytes = Math.Max(0, _bytes - bytes);
        }
    }
}
