using System.Buffers.Binary;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>A PUBLISH packet taken apart in place: nothing is copied, MQTT 5 properties are checked and stepped over.</summary>
internal readonly ref struct PublishFrame
{
    private PublishFrame(
        byte flags, ReadOnlySpan<byte> topic, ushort packetId, ushort topicAlias, ReadOnlySpan<byte> properties, int payloadOffset)
    {
        Flags = flags;
        Properties = properties;
        Topic = topic;
        PacketId = packetId;
        TopicAlias = topicAlias;
        PayloadOffset = payloadOffset;
    }

    /// <summary>The topic as sent, UTF-8, unchecked.</summary>
    public ReadOnlySpan<byte> Topic { get; }

    /// <summary>Packet identifier; 0 for QoS 0.</summary>
    public ushort PacketId { get; }

    /// <summary>The number that stands for the topic, or shall do from now on; 0 without one.</summary>
    public ushort TopicAlias { get; }

    /// <summary>Its properties, checked, without their length; empty when there are none.</summary>
    public ReadOnlySpan<byte> Properties { get; }

    /// <summary>Where in the body the payload begins.</summary>
    public int PayloadOffset { get; }

    /// <summary>0, 1 or 2.</summary>
    public int Qos => (Flags >> 1) & 3;

    /// <summary>The DUP flag.</summary>
    public bool Duplicate => (Flags & 8) != 0;

    /// <summary>The RETAIN flag.</summary>
    public bool Retain => (Flags & 1) != 0;

    private byte Flags { get; }

    /// <exception cref="MqttFaultException">The packet is malformed.</exception>
    public static PublishFrame Parse(in RawPacket packet, bool hasProperties)
    {
        var body = packet.Body.AsSpan();
        if (body.Length < 2) throw Malformed();
        var offset = 2 + BinaryPrimitives.ReadUInt16BigEndian(body);
        if (offset > body.Length) throw Malformed();
        var topic = body[2..offset];
        var packetId = (packet.Header & 6) == 0 ? (ushort)0 : ReadPacketId(body, ref offset);
        if ((packet.Header & 6) == 6) throw Malformed();
        if ((packet.Header & 0x0E) == 8) throw MqttFaultException.Malformed("DUP on a QoS 0 message");
        var begin = offset;
        var alias = hasProperties ? ReadProperties(body, ref offset) : (ushort)0;
        var properties = offset > begin ? PropertiesIn(body[begin..offset]) : [];
        return new PublishFrame(packet.Header, topic, packetId, alias, properties, offset);
    }

    private static ushort ReadPacketId(ReadOnlySpan<byte> body, ref int offset)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(body[offset..], out var packetId) || packetId == 0) throw Malformed();
        offset += 2;
        return packetId;
    }

    private static ushort ReadProperties(ReadOnlySpan<byte> body, ref int offset)
    {
        if (offset < body.Length && body[offset] == 0)
        {
            offset++;
            return 0;
        }

        var reader = new WireReader(body[offset..]);
        var findings = PropertyCheck.Check(ref reader, PropertyScope.Publish);
        offset = body.Length - reader.Left;
        return findings.TopicAlias;
    }

    private static ReadOnlySpan<byte> PropertiesIn(ReadOnlySpan<byte> lengthAndProperties)
    {
        var reader = new WireReader(lengthAndProperties);
        return reader.Take(reader.VariableInteger());
    }

    private static MqttFaultException Malformed() => MqttFaultException.Malformed("malformed PUBLISH packet");
}
