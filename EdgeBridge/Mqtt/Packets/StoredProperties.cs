using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>
/// What an MQTT 5 message says about itself, as bytes that outlive its connection: the properties of PUBLISH as they stand on the wire,
/// without the topic alias, which only its connection understands, and without the expiry, which goes on while nobody looks.
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

    /// <summary>What is to be kept of a packet's properties, which were checked; nothing is made of them but a copy.</summary>
    /// <param name="properties">As sent, without their length.</param>
    /// <param name="expirySeconds">The message's expiry; 0 without.</param>
    /// <exception cref="MqttFaultException">They are not those of a message.</exception>
    public static byte[] Of(ReadOnlySpan<byte> properties, out uint expirySeconds)
    {
        expirySeconds = 0;
        if (properties.IsEmpty) return [];
        var kept = new byte[properties.Length];
        var length = 0;
        var reader = new WireReader(properties);
        while (!reader.IsAtEnd)
        {
            var before = reader.Left;
            var id = reader.VariableInteger();
            if (id == MessageExpiry) expirySeconds = reader.UInt32();
            else if (id == TopicAlias) reader.UInt16();
            else
            {
                Skip(id, ref reader);
                var one = properties.Slice(properties.Length - before, before - reader.Left);
                one.CopyTo(kept.AsSpan(length));
                length += one.Length;
            }
        }

        return length == kept.Length ? kept : kept[..length];
    }

    /// <summary>The properties of a will.</summary>
    public static byte[] OfWill(MqttConnectPacket connect)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var format = connect.WillPayloadFormatIndicator;
        if (format != MqttPayloadFormatIndicator.Unspecified) bytes.Write<byte>([PayloadFormat, (byte)format]);
        if (connect.WillContentType is { } type) Write(bytes, ContentType, Encoding.UTF8.GetBytes(type));
        if (connect.WillResponseTopic is { } topic) Write(bytes, ResponseTopic, Encoding.UTF8.GetBytes(topic));
        if (connect.WillCorrelationData is { } data) Write(bytes, CorrelationData, data);
        foreach (var user in connect.WillUserProperties ?? [])
        {
            Write(bytes, UserProperty, Encoding.UTF8.GetBytes(user.Name));
            Write(bytes, null, user.ValueBuffer.Span);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Skip(int id, ref WireReader properties)
    {
        switch (id)
        {
            case PayloadFormat:
                properties.Byte();
                break;
            case ContentType or ResponseTopic or CorrelationData:
                properties.Binary();
                break;
            case UserProperty:
                properties.Binary();
                properties.Binary();
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
