namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// What one session has still to get: messages that wait, and messages sent and not acknowledged. Bounded in count and in bytes of memory.
/// Keeps what is in flight over a reconnect and sends it again, in its order and with DUP [MQTT-4.4.0-1]. What it cannot hold it loses from
/// its old end, so that what is left is the newest without a hole.
/// </summary>
internal sealed class SessionQueue(int countLimit, long bytesLimit, TimeProvider time)
{
    private const int PullLimit = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Delivery> _waiting = new();
    private readonly List<InFlight> _inFlight = [];
    private readonly Queue<InFlight> _again = new();
    private long _bytes;
    private ushort _lastId;
    private int _sent;
    private int _sendLimit;
    private bool _isEnding;
    private bool _isCatchingUp;
    private long _holes;
    private long _dropped;

    /// <summary>Messages given up for want of room.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Messages in it.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _waiting.Count + _inFlight.Count;
        }
    }

    /// <summary>Bytes of memory it takes, roughly.</summary>
    public long Footprint
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    /// <summary>
    /// Puts a message at the end. Without room a subscriber that is away, or comes back to a full queue, loses its oldest messages; a
    /// connected one is too slow, and is to be cut off. One that is away gets none of QoS 0.
    /// </summary>
    public Added Add(Delivery delivery, bool isConnected)
    {
        lock (_gate)
        {
            if (!isConnected && delivery.Qos == 0) return Added.Whole;
            var result = Added.Whole;
            if (IsFull(delivery)) result = isConnected && !_isCatchingUp && !_isEnding ? Added.TooSlow : Added.Dropped;
            if (result == Added.TooSlow) _isEnding = true;
            while (IsFull(delivery))
            {
                // QoS 0 makes no room; or it alone is too large.
                var isLost = delivery.Qos == 0 || !TryDropOldest(mayDropSent: _isEnding || !isConnected);
                _dropped++;
                if (isLost) return result;
            }

            _waiting.Enqueue(delivery);
            _bytes += delivery.Bytes;
            return result;
        }
    }

    /// <summary>
    /// A connection begins: what is in flight goes out again, at most so many unacknowledged at a time. What was sent before something
    /// newer had to be dropped is dropped too: the subscriber would find a hole behind it.
    /// </summary>
    public void Resume(int sendLimit)
    {
        lock (_gate)
        {
            (_sendLimit, _sent, _isEnding) = (sendLimit, 0, false);
            for (; _inFlight.FindIndex(one => !one.IsReceived && one.Holes < _holes) is var at and >= 0; _dropped++) Remove(at);
            _isCatchingUp = _waiting.Count + _inFlight.Count > countLimit / 2 || _bytes > bytesLimit / 2;
            _again.Clear();
            foreach (var one in _inFlight) _again.Enqueue(one);
        }
    }

    /// <summary>The next packet to send; null when there is none, or the subscriber has to acknowledge first [MQTT-3.3.4-9].</summary>
    public Outbound? Next()
    {
        lock (_gate) return NextAgain() ?? NextNew();
    }

    /// <summary>Whether <see cref="Next"/> would have something.</summary>
    public bool HasNext
    {
        get
        {
            lock (_gate)
                return _again.Count > 0 ? _sent < _sendLimit : _waiting.TryPeek(out var next) && (next.Qos == 0 || _sent < _sendLimit);
        }
    }

    /// <summary>Whether a message that can wait where it is, a retained one, should be put in now: there is little else to send.</summary>
    public bool HasCapacityFor(RoutedMessage retained)
    {
        lock (_gate)
        {
            if (_again.Count > 0) return false;
            var all = _waiting.Count + _inFlight.Count;
            return all == 0 || (all < countLimit / 2 && _waiting.Count < PullLimit && _bytes + retained.Bytes < bytesLimit / 4);
        }
    }

    /// <summary>It is done: PUBACK, PUBCOMP, a refusal, or too large to be sent. Returns the message; null when none was sent.</summary>
    public Delivery? Finish(ushort packetId)
    {
        lock (_gate)
        {
            var at = _inFlight.FindIndex(one => one.PacketId == packetId);
            if (at < 0) return null;
            _sent--;
            return Remove(at);
        }
    }

    /// <summary>PUBREC: the subscriber has it. False when none was in flight.</summary>
    public bool Received(ushort packetId)
    {
        lock (_gate)
        {
            if (_inFlight.Find(one => one.PacketId == packetId) is not { } one) return false;
            one.IsReceived = true;
            return true;
        }
    }

    /// <summary>What is to be kept on disk, in its order: what is in flight, and what of QoS 1 and 2 waits.</summary>
    public List<PersistedDelivery> Keep(Func<Delivery, ushort, bool, PersistedDelivery> version)
    {
        lock (_gate)
        {
            return
            [
                .. _inFlight.Select(one => version(one.Delivery, one.PacketId, one.IsReceived)),
                .. _waiting.Where(one => one.Qos > 0).Select(one => version(one, 0, false)),
            ];
        }
    }

    /// <summary>
    /// The session has ended: takes out what came through shared subscriptions and may go to another member. What was sent with QoS 2 may
    /// not: the client may have it [MQTT-4.8.2-5].
    /// </summary>
    public List<Delivery> TakeShared()
    {
        lock (_gate)
        {
            List<Delivery> shared = [
                .. _inFlight.Where(one => one.Delivery is { Shared: not null, Qos: 1 }).Select(one => one.Delivery),
                .. _waiting.Where(one => one.Shared is not null)];
            _inFlight.Clear();
            _waiting.Clear();
            _again.Clear();
            _bytes = 0;
            return shared;
        }
    }

    /// <summary>Puts back what was kept, before anything else is put in.</summary>
    public void Restore(Delivery delivery, ushort packetId, bool isReceived)
    {
        lock (_gate)
        {
            _bytes += delivery.Bytes;
            if (packetId == 0) _waiting.Enqueue(delivery);
            else _inFlight.Add(new InFlight(packetId, delivery, _holes) { IsReceived = isReceived });
        }
    }

    private bool IsFull(Delivery next) => _waiting.Count + _inFlight.Count >= countLimit || _bytes + next.Bytes > bytesLimit;

    private bool TryDropOldest(bool mayDropSent)
    {
        if (mayDropSent && _inFlight.FindIndex(one => !one.IsReceived) is var at and >= 0)
        {
            Remove(at);
            return true;
        }

        if (!_waiting.TryDequeue(out var oldest)) return false;
        _bytes -= oldest.Bytes;
        _holes++;
        return true;
    }

    private Delivery Remove(int at)
    {
        var done = _inFlight[at];
        _inFlight.RemoveAt(at);
        done.IsDone = true;
        _bytes -= done.Delivery.Bytes;
        return done.Delivery;
    }

    private Outbound? NextAgain()
    {
        while (_sent < _sendLimit && _again.TryDequeue(out var one))
        {
            if (one.IsDone) continue;
            _sent++;
            if (one.IsReceived) return new Outbound(null, one.PacketId, IsDuplicate: false, 0);
            one.Delivery.Message.IsAlive(time, out var secondsLeft);
            return new Outbound(one.Delivery, one.PacketId, IsDuplicate: true, secondsLeft);
        }

        return null;
    }

    private Outbound? NextNew()
    {
        while (_again.Count == 0 && _waiting.TryPeek(out var next))
        {
            if (next.Qos > 0 && _sent >= _sendLimit) return null;
            _waiting.Dequeue();
            if (_isCatchingUp && _waiting.Count < countLimit / 2 && _bytes < bytesLimit / 2) _isCatchingUp = false;
            if (next.Message.IsAlive(time, out var secondsLeft)) return Begin(next, secondsLeft);
            _bytes -= next.Bytes;
        }

        return null;
    }

    private Outbound Begin(Delivery next, uint secondsLeft)
    {
        if (next.Qos == 0)
        {
            _bytes -= next.Bytes;
            return new Outbound(next, 0, IsDuplicate: false, secondsLeft);
        }

        _sent++;
        _inFlight.Add(new InFlight(FreeId(), next, _holes));
        return new Outbound(next, _lastId, IsDuplicate: false, secondsLeft);
    }

    private ushort FreeId()
    {
        do _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
        while (_inFlight.Exists(one => one.PacketId == _lastId));
        return _lastId;
    }
}
