using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>A message as one subscriber is to get it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Qos">0, 1 or 2; the lesser of what was sent and what was subscribed.</param>
/// <param name="Retain">The RETAIN flag to show.</param>
/// <param name="Identifiers">The subscriptions' identifiers; null without.</param>
internal sealed record Delivery(RoutedMessage Message, int Qos, bool Retain, List<uint>? Identifiers)
{
    /// <summary>The packet to send.</summary>
    public MqttPublishPacket ToPacket(ushort packetId, bool duplicate, uint secondsLeft)
    {
        var source = Message.Source;
        return new MqttPublishPacket
        {
            Topic = source.Topic,
            Payload = source.Payload,
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)Qos,
            Retain = Retain,
            Dup = duplicate,
            PacketIdentifier = packetId,
            MessageExpiryInterval = secondsLeft,
            SubscriptionIdentifiers = Identifiers,
            ContentType = source.ContentType,
            ResponseTopic = source.ResponseTopic,
            CorrelationData = source.CorrelationData,
            PayloadFormatIndicator = source.PayloadFormatIndicator,
            UserProperties = source.UserProperties,
        };
    }
}
