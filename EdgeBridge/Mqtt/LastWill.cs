using EventEdge.EdgeBridge.Security;
using EventEdge.FunctionDispatcher.Dispatch;
using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// A client's will, kept by the door so that it is taken as a device message like any other when the client is lost.
/// </summary>
internal sealed class LastWill(DeviceDoor door)
{
    private ReceivedMessage? _message;

    /// <summary>Takes the will out of a CONNECT packet; MQTTnet must not publish it a second time.</summary>
    /// <exception cref="MqttFaultException">Its topic is illegal.</exception>
    public void Take(MqttConnectPacket connect)
    {
        if (!connect.WillFlag) return;
        if (!TopicName.IsValid(connect.WillTopic, out var reason)) throw MqttFaultException.BadTopic($"will: {reason}");
        _message = new ReceivedMessage(
            connect.WillTopic, connect.WillMessage, (int)connect.WillQoS, connect.WillRetain, Duplicate: false, connect.ClientId, PacketId: 0);
        connect.WillFlag = false;
    }

    /// <summary>The client has said goodbye.</summary>
    public void Cancel() => _message = null;

    /// <summary>The client is lost: its will is taken and published.</summary>
    public async Task ExecuteAsync(ClientPermit permit)
    {
        if (_message is not { } will || door.Stopping.IsCancellationRequested || !permit.Allows(TopicUse.Will, will.Topic)) return;
        _message = null;
        try
        {
            if (!await door.Accept(will).ConfigureAwait(false)) door.Logger.WillNotTaken(null, will.ClientId);
            door.Publish(new LocalMessage(will.Topic, will.Payload, will.Retained));
        }
        catch (Exception error)
        {
            door.Logger.WillNotTaken(error, will.ClientId);
        }
    }
}
