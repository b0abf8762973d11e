using System.Buffers.Binary;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>A PUBLISH packet taken apart in place: nothing is copied, MQTT 5 properties are stepped over.</summary>
internal readonly ref struct PublishFrame
{
    private PublishFrame(byte flags, ReadOnlySpan<byte> topic, ushort packetId, int payloadOffset)
    {
        Flags = flags;
        Topic = topic;
        PacketId = packetId;
        PayloadOffset = payloadOffset;
    }

    /// <summary>The topic as sent, UTF-8, unchecked.</summary>
    public ReadOnlySpan<byte> Topic { get; }

    /// <summary>Packet identifier; 0 for QoS 0.</summary>
    public ushort PacketId { get; }

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
        if (hasProperties) SkipProperties(body, ref offset);
        return new PublishFrame(packet.Header, topic, packetId, offset);
    }

    private static ushort ReadPacketId(ReadOnlySpan<byte> body, ref int offset)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(body[offset..], out var packetId) || packetId == 0) throw Malformed();
        offset += 2;
        return packetId;
    }

    private static void SkipProperties(ReadOnlySpan<byte> body, ref int offset)
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (offset >= body.Length || shift > 21) throw Malformed();
            var digit = body[offset++];
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80) break;
        }

        offset += length;
        if (offset > body.Length) throw Malformed();
    }

    private static MqttFaultException Malformed() => MqttFaultException.Malformed("malformed PUBLISH packet");
}
