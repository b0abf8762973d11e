using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// Takes one client's PUBLISH packets: checks the topic first of all, hands the message to the intake, and lets the acknowledgement wait for
/// durability. The QoS 0 path allocates nothing and is not asynchronous unless the intake is.
/// </summary>
internal sealed class DeviceIntake(DeviceDoor door, AckWriter acks)
{
    private readonly TopicCache _topics = new(door.Subscriptions);
    private ExactlyOnceLedger.Client _exactlyOnce = new();
    private string _clientId = string.Empty;
    private bool _hasProperties;

    /// <summary>The client has said who it is.</summary>
    public void Introduce(MqttConnectPacket connect, bool isVersion5)
    {
        _clientId = connect.ClientId;
        _hasProperties = isVersion5;
        _exactlyOnce = door.ExactlyOnce.Open(_clientId, connect.CleanSession);
    }

    /// <summary>
    /// Takes the message. True when the broker's subscribers (or its retained messages) want it too.
    /// </summary>
    /// <exception cref="InvalidDataException">The packet is malformed or its topic illegal.</exception>
    public ValueTask<bool> TakeAsync(in RawPacket packet)
    {
        var frame = PublishFrame.Parse(packet, _hasProperties);
        var topic = _topics.Resolve(frame.Topic);
        var wanted = topic.IsWanted || frame.Retain;
        if (frame.Qos > 0) return TakeDurablyAsync(packet, frame, topic.Topic, wanted);

        var message = new ReceivedMessage(
            topic.Topic, packet.Body.AsMemory(frame.PayloadOffset), 0, frame.Retain, Duplicate: false, _clientId, PacketId: 0);
        var taken = door.Accept(message);
        if (!taken.IsCompletedSuccessfully) return WaitAsync(taken, wanted);
        _ = taken.Result; // A pooled task must be read once; at QoS 0 there is nothing to withhold, the intake counts what it turns away.
        return new ValueTask<bool>(wanted);
    }

    /// <summary>The client has released a QoS 2 message.</summary>
    public void Release(ushort packetId) => _exactlyOnce.Release(packetId);

    /// <summary>The connection has ended.</summary>
    public void Close()
    {
        acks.Complete();
        door.ExactlyOnce.Close(_clientId, _exactlyOnce);
    }

    private ValueTask<bool> TakeDurablyAsync(in RawPacket packet, in PublishFrame frame, string topic, bool wanted)
    {
        if (frame.Qos == 2 && _exactlyOnce.Find(frame.PacketId) is { } first)
        {
            return AcknowledgeAsync(2, frame.PacketId, new ValueTask<bool>(first), wanted: false);
        }

        var payload = packet.Body.AsSpan(frame.PayloadOffset).ToArray();
        var message = new ReceivedMessage(topic, payload, frame.Qos, frame.Retain, frame.Duplicate, _clientId, frame.PacketId);
        return AcknowledgeAsync(frame.Qos, frame.PacketId, frame.Qos == 2 ? AcceptOnce(message) : door.Accept(message), wanted);
    }

    private ValueTask<bool> AcceptOnce(in ReceivedMessage message)
    {
        var shared = door.Accept(message).AsTask();
        _exactlyOnce.Add(message.PacketId, shared);
        return new ValueTask<bool>(shared);
    }

    private ValueTask<bool> AcknowledgeAsync(int qos, ushort packetId, ValueTask<bool> durable, bool wanted)
    {
        var queued = acks.EnqueueAsync(qos, packetId, durable, door.Stopping);
        return queued.IsCompletedSuccessfully ? new ValueTask<bool>(wanted) : WaitAsync(queued, wanted);
    }

    private static async ValueTask<bool> WaitAsync(ValueTask queued, bool wanted)
    {
        await queued.ConfigureAwait(false);
        return wanted;
    }

    private static async ValueTask<bool> WaitAsync(ValueTask<bool> taken, bool wanted)
    {
        await taken.ConfigureAwait(false);
        return wanted;
    }
}
