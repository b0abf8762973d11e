using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Mqtt.Retained;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Security;
using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>
/// A client's will, kept by the listener so that it is taken as a device message like any other when the client is lost, or when the broker
/// stops.
/// </summary>
internal sealed class LastWill(DeviceEndpoint endpoint) : IWill
{
    private static readonly TimeSpan TakeTimeLimit = TimeSpan.FromSeconds(5);

    private RoutedMessage? _message;
    private ClientPermissions _permissions = ClientPermissions.Everything;

    /// <inheritdoc />
    public bool IsSet => _message is not null;

    /// <inheritdoc />
    public bool IsRefused { get; private set; }

    /// <inheritdoc />
    public TimeSpan Delay { get; private set; }

    /// <summary>Told once it is cancelled, or was published.</summary>
    public Action<LastWill>? IsOver { get; set; }

    /// <summary>Takes the will out of a CONNECT packet.</summary>
    /// <exception cref="MqttFaultException">Its topic is illegal.</exception>
    public void Take(MqttConnectPacket connect, ClientPermissions permissions)
    {
        if (!connect.WillFlag) return;
        if (TopicName.Fault(connect.WillTopic, connect.ClientId) is { } reason) throw MqttFaultException.BadTopic($"will: {reason}");
        (_permissions, Delay) = (permissions, TimeSpan.FromSeconds(connect.WillDelayInterval));
        _message = new RoutedMessage(connect.WillTopic, connect.WillMessage ?? [], (int)connect.WillQoS, 0)
        {
            Retain = connect.WillRetain, ExpirySeconds = connect.WillMessageExpiryInterval, Properties = StoredProperties.OfWill(connect),
            Sender = connect.ClientId, Owner = permissions.Client.User,
        };
    }

    /// <summary>Takes a will of an earlier run.</summary>
    public void Take(PersistedWill kept, ClientPermissions permissions)
    {
        _permissions = permissions;
        _message = new RoutedMessage(kept.Message.Topic, kept.Message.Payload, kept.Message.Qos, 0)
        {
            Retain = kept.Retain, ExpirySeconds = kept.ExpirySeconds, Properties = kept.Message.Properties, Sender = kept.Message.Sender,
            Owner = kept.Message.Owner,
        };
    }

    /// <inheritdoc />
    public PersistedWill? Keep(TimeSpan delay) => _message is not { } will ? null : new(
        new RetainedMessage(
            will.Topic, will.Payload.ToArray(), will.Qos)
        { Properties = will.Properties, Sender = will.Sender, Owner = will.Owner },
        will.Retain,
        will.ExpirySeconds,
        delay,
        _permissions.Client.ClientId);

    /// <summary>The client has said goodbye.</summary>
    public void Cancel()
    {
        _message = null;
        IsOver?.Invoke(this);
    }

    /// <inheritdoc />
    public async Task ExecuteAsync()
    {
        if (Interlocked.Exchange(ref _message, null) is not { } will) return;
        if (_permissions.Allows(TopicUse.Will, will.Topic)) await PublishAsync(will).ConfigureAwait(false);
        IsOver?.Invoke(this);
    }

    private async Task PublishAsync(RoutedMessage will)
    {
        try
        {
            using var limit = new CancellationTokenSource(TakeTimeLimit, endpoint.Time);
            var message = new ReceivedMessage(will.Topic, will.Payload, will.Qos, will.Retain, Duplicate: false, will.Sender, PacketId: 0)
            {
                Properties = MessagePropertyBytes.Of(will.Properties, will.ExpirySeconds),
            };
            // The intake bounds the wait for room by the token; a disk that hangs would keep a QoS 1 will, and whoever waits for it, for
            // ever.
            IsRefused = !await endpoint.Accept(message, limit.Token).AsTask().WaitAsync(TakeTimeLimit, endpoint.Time).ConfigureAwait(false);
            if (IsRefused) endpoint.Logger.WillNotTaken(null, will.Sender);
            _ = endpoint.Route(will with { Arrived = endpoint.Time.GetTimestamp() });
        }
        catch (Exception error)
        {
            IsRefused = true;
            endpoint.Logger.WillNotTaken(error, will.Sender);
        }
    }
}
