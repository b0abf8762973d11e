using EventEdge.Contracts.Tracing;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Security;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>
/// Takes one client's PUBLISH packets: checks the topic first of all, hands the message to the intake, and lets the acknowledgement wait
/// for durability. The QoS 0 path allocates nothing and is not asynchronous unless the intake is.
/// </summary>
internal sealed class DeviceIntake(DeviceEndpoint endpoint, AckWriter acks)
{
    private readonly TopicCache _topics = new(endpoint.Subscriptions);
    private readonly InboundAliases _aliases = new();
    private readonly OrderedIntake _intake = new(endpoint.Intake);
    private ExactlyOnceLedger _exactlyOnce = new();
    private string _clientId = string.Empty;
    private string _owner = string.Empty;
    private bool _hasProperties;
    private HashSet<ushort>? _unreleased;
    private ushort _refusedId;

    /// <summary>Called with the topic of a message that is refused, once for each topic the client names.</summary>
    public Action<string>? Refused { get; init; }

    /// <summary>The client has said who it is, and was let in.</summary>
    public void Introduce(MqttConnectPacket connect, bool isVersion5, ClientPermissions permissions)
    {
        (_topics.Permissions, _topics.ClientId) = (permissions, connect.ClientId);
        (_clientId, _owner) = (connect.ClientId, permissions.Client.User);
        _hasProperties = isVersion5;
    }

    /// <summary>The client's session knows which QoS 2 messages it has not released. Called before its first message is taken.</summary>
    public void Resume(ExactlyOnceLedger open) => _exactlyOnce = open;

    /// <summary>
    /// Takes the message and hands it to whoever wants it; or refuses it when the client may not publish it. Completes when the next may be
    /// taken.
    /// </summary>
    /// <exception cref="MqttFaultException">The packet is malformed, its topic illegal, or refusing it means to end the
    /// connection.</exception>
    public ValueTask TakeAsync(in RawPacket packet)
    {
        var frame = PublishFrame.Parse(packet, _hasProperties);
        var topic = _topics.Resolve(frame.TopicAlias == 0 ? frame.Topic : _aliases.Resolve(frame.TopicAlias, frame.Topic));
        if (!topic.IsAllowed) return RefuseAsync(topic, frame.Qos, frame.PacketId);
        if (frame.Qos > 0) return TakeDurablyAsync(packet, frame, topic);

        var message = new ReceivedMessage(
            topic.Topic, packet.Body.AsMemory(frame.PayloadOffset), 0, frame.Retain, Duplicate: false, _clientId, PacketId: 0)
        {
            Trace = TraceOf(packet, frame), Properties = MessagePropertyBytes.Of(frame.Properties),
        };
        var taken = _intake.AcceptAsync(message, endpoint.Stopping);
        var routed = topic.IsWanted || frame.Retain ? Route(message, message.Payload.ToArray(), frame.Properties) : null;
        if (!taken.IsCompletedSuccessfully) return WaitAsync(taken);
        _ = taken.Result; // A pooled task must be read once; at QoS 0 there is nothing to withhold, the intake counts what it turns away.
        return routed is not null && endpoint.Retained.IsLagging ? new ValueTask(routed) : default;
    }

    /// <summary>The client has released a QoS 2 message; false when there was none with that identifier.</summary>
    public bool Release(ushort packetId)
    {
        _unreleased?.Remove(packetId);
        if (!_exactlyOnce.Release(packetId)) return packetId == _refusedId;
        // What comes next under this identifier is another message, also when its first copy was lost and it is marked as sent again.
        endpoint.Intake.Release(_clientId, packetId);
        return true;
    }

    /// <summary>The connection has ended.</summary>
    public void Close() => acks.Complete();

    private ValueTask TakeDurablyAsync(in RawPacket packet, in PublishFrame frame, TopicCache.Entry topic)
    {
        if (frame.Qos == 2 && _exactlyOnce.Find(frame.PacketId) is { } first)
            return AcknowledgeAsync(2, frame.PacketId, new ValueTask<bool>(first));

        // What an earlier connection left open does not count: both sides begin at 0 again [MQTT-4.9.0-1].
        if (frame.Qos == 2 && _hasProperties && _unreleased is { } open && !open.Contains(frame.PacketId)
            && open.Count >= endpoint.Options.InFlightLimit)
        {
            throw new MqttFaultException(
                MqttDisconnectReasonCode.ReceiveMaximumExceeded, $"more than {endpoint.Options.InFlightLimit} messages are in flight");
        }

        var payload = packet.Body.AsSpan(frame.PayloadOffset).ToArray();
        if (frame.Retain && _hasProperties && payload.Length > 0
            && endpoint.Retained.Refuses(topic.Topic, _owner, RoutedMessage.BytesOf(topic.Topic, payload.Length, frame.Properties.Length)))
        {
            return RefuseAsync(frame.Qos, frame.PacketId, MqttPubAckReasonCode.QuotaExceeded);
        }

        var message = new ReceivedMessage(topic.Topic, payload, frame.Qos, frame.Retain, frame.Duplicate, _clientId, frame.PacketId)
        {
            Trace = TraceOf(packet, frame), Properties = MessagePropertyBytes.Of(frame.Properties),
        };
        var accepted = Accept(message, payload, frame.Properties, topic.IsWanted);
        return AcknowledgeAsync(frame.Qos, frame.PacketId, frame.Qos == 2 ? Once(frame.PacketId, accepted) : accepted);
    }

    private ValueTask<bool> Accept(in ReceivedMessage message, byte[] payload, ReadOnlySpan<byte> properties, bool isWanted)
    {
        var accepted = _intake.AcceptAsync(message, endpoint.Stopping);
        // What is refused comes again: it is for nobody yet.
        if (_intake.IsRefusing || (!isWanted && !message.Retained)) return accepted;
        var routed = Route(message, payload, properties);
        return message.Retained ? BothAsync(accepted, routed) : accepted;
    }

    private static string? TraceOf(in RawPacket packet, in PublishFrame frame) => EventTrace.IsOn && !frame.Properties.IsEmpty
        ? TraceProperty.Find(frame.Properties, packet.Body.AsSpan(frame.PayloadOffset))
        : null;

    private Task<bool> Route(in ReceivedMessage message, byte[] payload, ReadOnlySpan<byte> properties)
    {
        var kept = StoredProperties.Of(properties, out var expiry);
        return endpoint.Route(new RoutedMessage(message.Topic, payload, message.Qos, endpoint.Time.GetTimestamp())
        {
            Retain = message.Retained, ExpirySeconds = expiry, Properties = kept, Sender = _clientId, Owner = _owner,
        });
    }

    private ValueTask<bool> Once(ushort packetId, ValueTask<bool> accepted)
    {
        var shared = accepted.AsTask();
        _exactlyOnce.Add(packetId, shared);
        if (_hasProperties) (_unreleased ??= []).Add(packetId);
        return new ValueTask<bool>(shared);
    }

    private ValueTask AcknowledgeAsync(int qos, ushort packetId, ValueTask<bool> durable) =>
        acks.EnqueueAsync(qos, packetId, durable, endpoint.Stopping);

    // MQTT 3.1.1 has no word for a refusal, and an acknowledgement would be a lie: there it ends the connection.
    private ValueTask RefuseAsync(TopicCache.Entry topic, int qos, ushort packetId)
    {
        if (!topic.IsNoted) Refused?.Invoke(topic.Topic);
        topic.IsNoted = true;
        if (qos == 0) return default;
        if (!_hasProperties) throw MqttFaultException.NotAuthorized($"it may not publish to {topic.Topic}");
        return RefuseAsync(qos, packetId, MqttPubAckReasonCode.NotAuthorized);
    }

    private ValueTask RefuseAsync(int qos, ushort packetId, MqttPubAckReasonCode reason)
    {
        _refusedId = packetId; // MQTTnet's client releases what was refused, and reports the answer.
        return acks.RefuseAsync(qos, packetId, reason, endpoint.Stopping);
    }

    private static async ValueTask WaitAsync(ValueTask<bool> taken) => await taken.ConfigureAwait(false);

    // The value that is kept is acknowledged with the message.
    private static async ValueTask<bool> BothAsync(ValueTask<bool> accepted, Task<bool> kept) =>
        await accepted.ConfigureAwait(false) && await kept.ConfigureAwait(false);
}
