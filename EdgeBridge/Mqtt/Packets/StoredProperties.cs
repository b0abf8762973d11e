using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>
/// What an MQTT 5 message says about itself, as bytes that outlive its connection: the properties of PUBLISH as they stand on the wire, without the
/// topic alias, which only its connection understands, and without the expiry, which goes on while nobody looks.
/// </summary>
internal static class StoredProperties
{
    private const int PayloadFormat = 0x01;
    private const int MessageExpiry = 0x02;
    private const int ContentType = 0x03;
    private const int ResponseTopic = 0x08;
    private const int CorrelationData = 0x09;
    private const int TopicAlias = 0x23;
    private const int UserProperty = 0x26;

    /// <summary>The packet's properties; empty when it has none.</summary>
    public static byte[] Of(MqttPublishPacket packet)
    {
        var bytes = new ArrayBufferWriter<byte>();
        if (packet.PayloadFormatIndicator != MqttPayloadFormatIndicator.Unspecified) bytes.Write<byte>([PayloadFormat, (byte)packet.PayloadFormatIndicator]);
        if (packet.ContentType is { } type) Write(bytes, ContentType, Encoding.UTF8.GetBytes(type));
        if (packet.ResponseTopic is { } topic) Write(bytes, ResponseTopic, Encoding.UTF8.GetBytes(topic));
        if (packet.CorrelationData is { } data) Write(bytes, CorrelationData, data);
        foreach (var user in packet.UserProperties ?? [])
        {
            Write(bytes, UserProperty, Encoding.UTF8.GetBytes(user.Name));
            Write(bytes, null, user.ValueBuffer.Span);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Gives the packet the properties back. The bytes are ours, or a client's that were checked.</summary>
    /// <exception cref="MqttFaultException">They are neither.</exception>
    public static void Apply(ReadOnlySpan<byte> bytes, MqttPublishPacket packet)
    {
        var properties = new WireReader(bytes);
        while (!properties.IsAtEnd) Apply(properties.VariableInteger(), ref properties, packet);
    }

    private static void Apply(int id, ref WireReader properties, MqttPublishPacket packet)
    {
        switch (id)
        {
            case PayloadFormat:
                packet.PayloadFormatIndicator = (MqttPayloadFormatIndicator)properties.Byte();
                break;
            case MessageExpiry:
                packet.MessageExpiryInterval = properties.UInt32();
                break;
            case ContentType:
                packet.ContentType = Encoding.UTF8.GetString(properties.Text());
                break;
            case ResponseTopic:
                packet.ResponseTopic = Encoding.UTF8.GetString(properties.Text());
                break;
            case CorrelationData:
                packet.CorrelationData = properties.Binary().ToArray();
                break;
            case TopicAlias:
                properties.UInt16();
                break;
            case UserProperty:
                var name = Encoding.UTF8.GetString(properties.Text());
                (packet.UserProperties ??= []).Add(new MqttUserProperty(name, (ReadOnlyMemory<byte>)properties.Text().ToArray()));
                break;
            default:
                throw MqttFaultException.Malformed($"property {id} does not belong to a message");
        }
    }

    private static void Write(ArrayBufferWriter<byte> bytes, int? id, ReadOnlySpan<byte> value)
    {
        if (id is { } property) bytes.Write<byte>([(byte)property]);
        var length = bytes.GetSpan(2);
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)value.Length);
        bytes.Advance(2);
        bytes.Write(value);
    }
}
