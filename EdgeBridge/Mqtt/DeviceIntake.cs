using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Security;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// Takes one client's PUBLISH packets: checks the topic first of all, hands the message to the intake, and lets the acknowledgement wait for
/// durability. The QoS 0 path allocates nothing and is not asynchronous unless the intake is.
/// </summary>
internal sealed class DeviceIntake(DeviceDoor door, AckWriter acks)
{
    private readonly TopicCache _topics = new(door.Subscriptions);
    private readonly InboundAliases _aliases = new();
    private ExactlyOnceLedger _exactlyOnce = new();
    private string _clientId = string.Empty;
    private bool _hasProperties;
    private readonly HashSet<ushort> _unreleased = [];
    private ushort _refusedId;

    /// <summary>The topic of the message taken last, its alias resolved.</summary>
    public string Topic { get; private set; } = string.Empty;

    /// <summary>Called with the topic of a message that is refused, once for each topic the client names.</summary>
    public Action<string>? Refused { get; init; }

    /// <summary>The client has said who it is, and was let in.</summary>
    public void Introduce(MqttConnectPacket connect, bool isVersion5, ClientPermit permit)
    {
        _topics.Permit = permit;
        _clientId = connect.ClientId;
        _hasProperties = isVersion5;
    }

    /// <summary>The client's session knows which QoS 2 messages it has not released. Called before its first message is taken.</summary>
    public void Resume(ExactlyOnceLedger open) => _exactlyOnce = open;

    /// <summary>Takes the message, or refuses it when the client may not publish it.</summary>
    /// <exception cref="MqttFaultException">The packet is malformed, its topic illegal, or refusing it means to end the connection.</exception>
    public ValueTask<Taken> TakeAsync(in RawPacket packet)
    {
        var frame = PublishFrame.Parse(packet, _hasProperties);
        var topic = _topics.Resolve(frame.TopicAlias == 0 ? frame.Topic : _aliases.Resolve(frame.TopicAlias, frame.Topic));
        Topic = topic.Topic;
        if (!topic.IsAllowed) return RefuseAsync(topic, frame.Qos, frame.PacketId);
        var wanted = topic.IsWanted || frame.Retain ? Taken.Wanted : Taken.Unwanted;
        if (frame.Qos > 0) return TakeDurablyAsync(packet, frame, topic.Topic, wanted);

        var message = new ReceivedMessage(
            topic.Topic, packet.Body.AsMemory(frame.PayloadOffset), 0, frame.Retain, Duplicate: false, _clientId, PacketId: 0);
        if (frame.Retain) _ = door.Retained.SaveAsync(Kept(message, frame.Properties), door.Stopping);
        var taken = door.Accept(message);
        if (!taken.IsCompletedSuccessfully) return WaitAsync(taken, wanted);
        _ = taken.Result; // A pooled task must be read once; at QoS 0 there is nothing to withhold, the intake counts what it turns away.
        return new ValueTask<Taken>(wanted);
    }

    /// <summary>The client has released a QoS 2 message; false when there was none with that identifier.</summary>
    public bool Release(ushort packetId)
    {
        _unreleased.Remove(packetId);
        return _exactlyOnce.Release(packetId) || packetId == _refusedId;
    }

    /// <summary>The connection has ended.</summary>
    public void Close() => acks.Complete();

    private ValueTask<Taken> TakeDurablyAsync(in RawPacket packet, in PublishFrame frame, string topic, Taken wanted)
    {
        if (frame.Qos == 2 && _exactlyOnce.Find(frame.PacketId) is { } first)
        {
            return AcknowledgeAsync(2, frame.PacketId, new ValueTask<bool>(first), Taken.Unwanted);
        }

        // What an earlier connection left open does not count: both sides begin at 0 again [MQTT-4.9.0-1].
        if (frame.Qos == 2 && _hasProperties && !_unreleased.Contains(frame.PacketId) && _unreleased.Count >= door.Options.InFlightLimit)
        {
            throw new MqttFaultException(MqttDisconnectReasonCode.ReceiveMaximumExceeded, $"more than {door.Options.InFlightLimit} messages are in flight");
        }

        var payload = packet.Body.AsSpan(frame.PayloadOffset).ToArray();
        var message = new ReceivedMessage(topic, payload, frame.Qos, frame.Retain, frame.Duplicate, _clientId, frame.PacketId);
        return AcknowledgeAsync(frame.Qos, frame.PacketId, frame.Qos == 2 ? AcceptOnce(message, frame.Properties) : Accept(message, frame.Properties), wanted);
    }

    private ValueTask<bool> Accept(in ReceivedMessage message, ReadOnlySpan<byte> properties)
    {
        var accepted = door.Accept(message);
        return message.Retained ? door.Retained.SaveAsync(Kept(message, properties), accepted, door.Stopping) : accepted;
    }

    private RetainedMessage Kept(in ReceivedMessage message, ReadOnlySpan<byte> properties)
    {
        var packet = new MqttPublishPacket
        {
            Topic = message.Topic, Payload = new(message.Payload), QualityOfServiceLevel = (MqttQualityOfServiceLevel)message.Qos,
        };
        StoredProperties.Apply(properties, packet);
        return RetainedMessage.Of(packet, _clientId, door.Time.GetUtcNow());
    }

    private ValueTask<bool> AcceptOnce(in ReceivedMessage message, ReadOnlySpan<byte> properties)
    {
        var shared = Accept(message, properties).AsTask();
        _exactlyOnce.Add(message.PacketId, shared);
        _unreleased.Add(message.PacketId);
        return new ValueTask<bool>(shared);
    }

    private ValueTask<Taken> AcknowledgeAsync(int qos, ushort packetId, ValueTask<bool> durable, Taken wanted)
    {
        var queued = acks.EnqueueAsync(qos, packetId, durable, door.Stopping);
        return queued.IsCompletedSuccessfully ? new ValueTask<Taken>(wanted) : WaitAsync(queued, wanted);
    }

    // MQTT 3.1.1 has no word for a refusal, and an acknowledgement would be a lie: there it ends the connection.
    private async ValueTask<Taken> RefuseAsync(TopicCache.Entry topic, int qos, ushort packetId)
    {
        if (!topic.IsNoted) Refused?.Invoke(topic.Topic);
        topic.IsNoted = true;
        if (qos == 0) return Taken.Refused;
        if (!_hasProperties) throw MqttFaultException.NotAuthorized($"it may not publish to {topic.Topic}");
        _refusedId = packetId; // MQTTnet's client releases what was refused, and reports the answer.
        await acks.RefuseAsync(qos, packetId, MqttPubAckReasonCode.NotAuthorized, door.Stopping).ConfigureAwait(false);
        return Taken.Refused;
    }

    private static async ValueTask<Taken> WaitAsync(ValueTask queued, Taken wanted)
    {
        await queued.ConfigureAwait(false);
        return wanted;
    }

    private static async ValueTask<Taken> WaitAsync(ValueTask<bool> taken, Taken wanted)
    {
        await taken.ConfigureAwait(false);
        return wanted;
    }
}

/// <summary>What became of a message at the door.</summary>
internal enum Taken
{
    /// <summary>Taken, and no local subscriber wants it.</summary>
    Unwanted,

    /// <summary>Taken, and the broker's subscribers or its retained messages want it too.</summary>
    Wanted,

    /// <summary>Not taken: the client may not publish it, and nobody gets it.</summary>
    Refused,
}
