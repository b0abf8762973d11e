using System.Buffers;
using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>A topic's last value.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The bytes; none clears the topic.</param>
/// <param name="Qos">0, 1 or 2.</param>
internal sealed record RetainedMessage(string Topic, byte[] Payload, int Qos)
{
    /// <summary>Its MQTT 5 properties, as <see cref="StoredProperties"/> writes them. Default none.</summary>
    public byte[] Properties { get; init; } = [];

    /// <summary>When it is not worth delivering any more; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The client that sent it; empty when it is our own, or not known any more.</summary>
    public string Sender { get; init; } = string.Empty;

    /// <summary>The packet as it is kept.</summary>
    public static RetainedMessage Of(MqttPublishPacket packet, string sender, DateTimeOffset now) =>
        new(packet.Topic, packet.Payload.ToArray(), (int)packet.QualityOfServiceLevel)
        {
            Properties = StoredProperties.Of(packet),
            Expires = packet.MessageExpiryInterval > 0 ? now.AddSeconds(packet.MessageExpiryInterval) : null,
            Sender = sender,
        };

    /// <summary>The message as it is to be delivered, with the time it has left; null when it has none, or its properties are damaged.</summary>
    public RoutedMessage? Revive(TimeProvider time)
    {
        var packet = new MqttPublishPacket
        {
            Topic = Topic, Payload = new ReadOnlySequence<byte>(Payload), QualityOfServiceLevel = (MqttQualityOfServiceLevel)Qos, Retain = true,
        };
        try
        {
            StoredProperties.Apply(Properties, packet);
        }
        catch (MqttFaultException)
        {
            return null;
        }

        if (Expires is { } end)
        {
            var left = (end - time.GetUtcNow()).TotalSeconds;
            if (left <= 0) return null;
            packet.MessageExpiryInterval = (uint)Math.Min(Math.Ceiling(left), uint.MaxValue);
        }

        return new RoutedMessage(packet, Sender, time.GetTimestamp());
    }
}
