using System.Buffers;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Security;
using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// A client's will, kept by the door so that it is taken as a device message like any other when the client is lost.
/// </summary>
internal sealed class LastWill(DeviceDoor door)
{
    private MqttPublishPacket? _packet;
    private ClientPermit _permit = ClientPermit.Everything;
    private string _clientId = string.Empty;

    /// <summary>There is one, and it was not cancelled.</summary>
    public bool IsSet => _packet is not null;

    /// <summary>How long to wait for the client before it is published.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>Takes the will out of a CONNECT packet.</summary>
    /// <exception cref="MqttFaultException">Its topic is illegal.</exception>
    public void Take(MqttConnectPacket connect, ClientPermit permit)
    {
        if (!connect.WillFlag) return;
        if (!TopicName.IsValid(connect.WillTopic, out var reason)) throw MqttFaultException.BadTopic($"will: {reason}");
        (_permit, _clientId, Delay) = (permit, connect.ClientId, TimeSpan.FromSeconds(connect.WillDelayInterval));
        _packet = new MqttPublishPacket
        {
            Topic = connect.WillTopic,
            Payload = new ReadOnlySequence<byte>(connect.WillMessage ?? []),
            QualityOfServiceLevel = connect.WillQoS,
            Retain = connect.WillRetain,
            MessageExpiryInterval = connect.WillMessageExpiryInterval,
            ContentType = connect.WillContentType,
            ResponseTopic = connect.WillResponseTopic,
            CorrelationData = connect.WillCorrelationData,
            PayloadFormatIndicator = connect.WillPayloadFormatIndicator,
            UserProperties = connect.WillUserProperties,
        };
    }

    /// <summary>The client has said goodbye.</summary>
    public void Cancel() => _packet = null;

    /// <summary>The client is lost: its will is taken and published, once.</summary>
    public async Task ExecuteAsync()
    {
        if (Interlocked.Exchange(ref _packet, null) is not { } will) return;
        if (door.Stopping.IsCancellationRequested || !_permit.Allows(TopicUse.Will, will.Topic)) return;
        try
        {
            var message = new ReceivedMessage(
                will.Topic, will.Payload.First, (int)will.QualityOfServiceLevel, will.Retain, Duplicate: false, _clientId, PacketId: 0);
            if (!await door.Accept(message).ConfigureAwait(false)) door.Logger.WillNotTaken(null, _clientId);
            if (will.Retain) _ = door.Retained.SaveAsync(RetainedMessage.Of(will, _clientId, door.Time.GetUtcNow()), door.Stopping);
            door.Route(new RoutedMessage(will, _clientId, door.Time.GetTimestamp()));
        }
        catch (Exception error)
        {
            door.Logger.WillNotTaken(error, _clientId);
        }
    }
}
