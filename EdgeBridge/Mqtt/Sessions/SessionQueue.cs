using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// What one session has still to get: messages that wait, and messages sent and not acknowledged. Bounded in count and bytes. Keeps what is
/// in flight over a reconnect and sends it again, in its order and with DUP [MQTT-4.4.0-1].
/// </summary>
internal sealed class SessionQueue(int countLimit, long bytesLimit, TimeProvider time)
{
    private const int MessageOverhead = 256; // Objects around a message, roughly.

    private readonly Lock _gate = new();
    private readonly Queue<Delivery> _waiting = new();
    private readonly List<InFlight> _inFlight = [];
    private readonly Queue<InFlight> _again = new();
    private long _bytes;
    private ushort _lastId;
    private int _sent;
    private int _sendLimit;

    /// <summary>Messages given up for want of room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Bytes of memory it takes, roughly.</summary>
    public long Footprint
    {
        get
        {
            lock (_gate) return _bytes + ((long)MessageOverhead * (_waiting.Count + _inFlight.Count));
        }
    }

    /// <summary>
    /// Puts a message at the end. A connected subscriber that has no room is too slow: false. One that is away loses its oldest waiting
    /// messages instead, and gets none of QoS 0.
    /// </summary>
    public bool TryAdd(Delivery delivery, bool isConnected)
    {
        lock (_gate)
        {
            if (!isConnected && delivery.Qos == 0) return true;
            while (IsFull(delivery))
            {
                if (isConnected) return false;
                Dropped++;
                if (!_waiting.TryDequeue(out var oldest)) return true;
                _bytes -= oldest.Message.Bytes;
            }

            _waiting.Enqueue(delivery);
            _bytes += delivery.Message.Bytes;
            return true;
        }
    }

    /// <summary>A connection begins: what is in flight goes out again, at most so many unacknowledged at a time.</summary>
    public void Resume(int sendLimit)
    {
        lock (_gate)
        {
            (_sendLimit, _sent) = (sendLimit, 0);
            _again.Clear();
            foreach (var one in _inFlight) _again.Enqueue(one);
        }
    }

    /// <summary>The next packet to send; null when there is none, or the subscriber has to acknowledge first [MQTT-3.3.4-9].</summary>
    public MqttPacket? Next()
    {
        lock (_gate) return NextAgain() ?? NextNew();
    }

    /// <summary>PUBACK, PUBCOMP, a refusal, or too large to be sent: it is done. Returns the message; null when none was in flight.</summary>
    public Delivery? Finish(ushort packetId)
    {
        lock (_gate)
        {
            var at = _inFlight.FindIndex(one => one.PacketId == packetId);
            if (at < 0) return null;
            var done = _inFlight[at];
            _inFlight.RemoveAt(at);
            done.IsDone = true;
            _sent--;
            _bytes -= done.Delivery.Message.Bytes;
            return done.Delivery;
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
    public List<KeptDelivery> Keep(Func<Delivery, ushort, bool, KeptDelivery> form)
    {
        lock (_gate)
        {
            return
            [
                .. _inFlight.Select(one => form(one.Delivery, one.PacketId, one.IsReceived)),
                .. _waiting.Where(one => one.Qos > 0).Select(one => form(one, 0, false)),
            ];
        }
    }

    /// <summary>Puts back what was kept, before anything else is put in.</summary>
    public void Restore(Delivery delivery, ushort packetId, bool isReceived)
    {
        lock (_gate)
        {
            _bytes += delivery.Message.Bytes;
            if (packetId == 0) _waiting.Enqueue(delivery);
            else _inFlight.Add(new InFlight(packetId, delivery) { IsReceived = isReceived });
        }
    }

    private bool IsFull(Delivery next) => _waiting.Count + _inFlight.Count >= countLimit || _bytes + next.Message.Bytes > bytesLimit;

    private MqttPacket? NextAgain()
    {
        while (_sent < _sendLimit && _again.TryDequeue(out var one))
        {
            if (one.IsDone) continue;
            _sent++;
            if (one.IsReceived) return new MqttPubRelPacket { PacketIdentifier = one.PacketId };
            one.Delivery.Message.IsAlive(time, out var secondsLeft);
            return one.Delivery.ToPacket(one.PacketId, duplicate: true, secondsLeft);
        }

        return null;
    }

    private MqttPublishPacket? NextNew()
    {
        while (_again.Count == 0 && _waiting.TryPeek(out var next))
        {
            if (next.Qos > 0 && _sent >= _sendLimit) return null;
            _waiting.Dequeue();
            if (next.Message.IsAlive(time, out var secondsLeft)) return Begin(next, secondsLeft);
            _bytes -= next.Message.Bytes;
        }

        return null;
    }

    private MqttPublishPacket Begin(Delivery next, uint secondsLeft)
    {
        if (next.Qos == 0)
        {
            _bytes -= next.Message.Bytes;
            return next.ToPacket(0, duplicate: false, secondsLeft);
        }

        _sent++;
        _inFlight.Add(new InFlight(FreeId(), next));
        return next.ToPacket(_lastId, duplicate: false, secondsLeft);
    }

    private ushort FreeId()
    {
        do _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
        while (_inFlight.Exists(one => one.PacketId == _lastId));
        return _lastId;
    }
}
