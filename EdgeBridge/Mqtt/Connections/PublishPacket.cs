using System.Buffers.Binary;
using System.Text;
using EventEdge.EdgeBridge.Mqtt.Sessions;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>
/// A PUBLISH for one subscriber, laid out before a byte of it is written: how long it is decides whether the subscriber takes it.
/// </summary>
internal readonly struct PublishPacket
{
    private const byte Expiry = 0x02;
    private const byte Identifier = 0x0B;
    private const byte Alias = 0x23;

    private readonly Delivery _delivery;
    private readonly Outbound _outbound;
    private readonly bool _isVersion5;
    private readonly ushort _alias;
    private readonly int _topicBytes;
    private readonly int _propertyBytes;
    private readonly int _bodyBytes;

    /// <param name="outbound">The message.</param>
    /// <param name="isVersion5">The subscriber speaks MQTT 5.</param>
    /// <param name="alias">The number of its topic; 0 without.</param>
    /// <param name="namesTopic">The topic itself is there too: it must be unless the subscriber knows the number.</param>
    public PublishPacket(in Outbound outbound, bool isVersion5, ushort alias, bool namesTopic)
    {
        (_outbound, _delivery, _isVersion5, _alias) = (outbound, outbound.Delivery!, isVersion5, alias);
        _topicBytes = namesTopic ? Encoding.UTF8.GetByteCount(_delivery.Message.Topic) : 0;
        if (isVersion5)
        {
            _propertyBytes = _delivery.Message.Properties.Length + (outbound.SecondsLeft > 0 ? 5 : 0) + (alias > 0 ? 3 : 0);
            foreach (var id in _delivery.Identifiers ?? []) _propertyBytes += 1 + SizeOf(id);
        }

        _bodyBytes = 2 + _topicBytes + (_delivery.Qos > 0 ? 2 : 0) + (isVersion5 ? SizeOf((uint)_propertyBytes) + _propertyBytes : 0)
            + _delivery.Message.Payload.Length;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int Length => 1 + SizeOf((uint)_bodyBytes) + _bodyBytes;

    /// <summary>Writes it.</summary>
    /// <param name="to">At least <see cref="Length"/> bytes.</param>
    public void Write(Span<byte> to)
    {
        var message = _delivery.Message;
        to[0] = (byte)(0x30 | (_outbound.IsDuplicate ? 8 : 0) | (_delivery.Qos << 1) | (_delivery.Retain ? 1 : 0));
        to = WriteVariable(to[1..], (uint)_bodyBytes);
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)_topicBytes);
        to = to[2..];
        if (_topicBytes > 0) to = to[Encoding.UTF8.GetBytes(message.Topic, to)..];
        if (_delivery.Qos > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to, _outbound.PacketId);
            to = to[2..];
        }

        if (_isVersion5) to = WriteProperties(to, message);
        message.Payload.Span.CopyTo(to);
    }

    private Span<byte> WriteProperties(Span<byte> to, RoutedMessage message)
    {
        to = WriteVariable(to, (uint)_propertyBytes);
        if (_outbound.SecondsLeft > 0)
        {
            to[0] = Expiry;
            BinaryPrimitives.WriteUInt32BigEndian(to[1..], _outbound.SecondsLeft);
            to = to[5..];
        }

        if (_alias > 0)
        {
            to[0] = Alias;
            BinaryPrimitives.WriteUInt16BigEndian(to[1..], _alias);
            to = to[3..];
        }

        foreach (var id in _delivery.Identifiers ?? [])
        {
            to[0] = Identifier;
            to = WriteVariable(to[1..], id);
        }

        message.Properties.CopyTo(to);
        return to[message.Properties.Length..];
    }

    private static int SizeOf(uint value) => value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;

    private static Span<byte> WriteVariable(Span<byte> to, uint value)
    {
        var at = 0;
        for (; value >= 128; value >>= 7) to[at++] = (byte)(value | 0x80);
        to[at] = (byte)value;
        return to[(at + 1)..];
    }
}
