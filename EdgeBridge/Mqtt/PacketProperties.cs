using EventEdge.Contracts.Events;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// What a message says about itself, from and to the objects of the MQTT client. A message that says nothing costs nothing.
/// </summary>
internal static class PacketProperties
{
    /// <summary>The properties of a message that came; null where there is nothing to tell.</summary>
    /// <param name="packet">The message.</param>
    /// <param name="except">A user property that is no one's but the nodes' own.</param>
    public static MessageProperties? Of(MqttApplicationMessage packet, string except)
    {
        if (!IsSaying(packet)) return null;
        var writer = new MessagePropertyWriter();
        if (packet.PayloadFormatIndicator != MqttPayloadFormatIndicator.Unspecified) writer.AddFormat(isText: true);
        if (packet.MessageExpiryInterval > 0) writer.AddExpiry(packet.MessageExpiryInterval);
        if (packet.ContentType is { } type) writer.Add(MessagePropertyId.ContentType, type);
        if (packet.ResponseTopic is { } topic) writer.Add(MessagePropertyId.ResponseTopic, topic);
        if (packet.CorrelationData is { } data) writer.Add(MessagePropertyId.CorrelationData, data);
        foreach (var property in packet.UserProperties ?? [])
        {
            if (property.Name != except) writer.AddUser(property.Name, property.ValueBuffer.Span);
        }

        return writer.Written.IsEmpty ? null : writer.ToProperties();
    }

    /// <summary>Gives a message that is to be sent its properties.</summary>
    public static MqttApplicationMessage With(this MqttApplicationMessage packet, MessageProperties? properties)
    {
        if (properties is null or { IsEmpty: true }) return packet;
        packet.PayloadFormatIndicator = properties.IsText is true
            ? MqttPayloadFormatIndicator.CharacterData : MqttPayloadFormatIndicator.Unspecified;
        packet.MessageExpiryInterval = (uint)(properties.Expiry?.TotalSeconds ?? 0);
        packet.ContentType = properties.ContentType;
        packet.ResponseTopic = properties.ResponseTopic;
        if (properties.Find(MessagePropertyId.CorrelationData, out var data)) packet.CorrelationData = data.ToArray();
        foreach (var (name, value) in properties.UserProperties)
            (packet.UserProperties ??= []).Add(new MqttUserProperty(name, System.Text.Encoding.UTF8.GetBytes(value)));
        return packet;
    }

    private static bool IsSaying(MqttApplicationMessage packet) =>
        packet.UserProperties is { Count: > 0 } || packet.ContentType is not null || packet.ResponseTopic is not null
        || packet.CorrelationData is not null || packet.MessageExpiryInterval > 0
        || packet.PayloadFormatIndicator != MqttPayloadFormatIndicator.Unspecified;
}
