using System.Buffers.Binary;
using System.Text.Unicode;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>Reads MQTT's data types from a packet's body, front to back; what cannot be read is a malformed packet.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Nothing is left.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The next so many bytes.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length) throw MqttFaultException.Malformed("the packet ends too early");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>Bytes left.</summary>
    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>Binary data with its length in front.</summary>
    public ReadOnlySpan<byte> Binary() => Take(UInt16());

    /// <summary>A string: well-formed UTF-8 without NUL [MQTT-1.5.4-1, MQTT-1.5.4-2].</summary>
    public ReadOnlySpan<byte> Text()
    {
        var text = Binary();
        if (!Utf8.IsValid(text)) throw MqttFaultException.Malformed("a string is not legal UTF-8");
        return text.Contains((byte)0) ? throw MqttFaultException.Malformed("a string contains NUL") : text;
    }

    /// <summary>A variable byte integer, in as few bytes as it needs [MQTT-1.5.5-1].</summary>
    public int VariableInteger()
    {
        var value = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            var digit = Byte();
            value |= (digit & 0x7F) << shift;
            if (digit >= 0x80) continue;
            return digit == 0 && shift > 0 ? throw MqttFaultException.Malformed("a number is longer than it needs to be") : value;
        }

        throw MqttFaultException.Malformed("a number has more than four bytes");
    }

    /// <summary>A packet identifier, which is never 0 [MQTT-2.2.1-3].</summary>
    public ushort PacketId() => UInt16() is var id and not 0 ? id : throw MqttFaultException.Protocol("a packet identifier is 0");

    /// <summary>The packet must end here.</summary>
    public readonly void RequireEnd()
    {
        if (!IsAtEnd) throw MqttFaultException.Malformed("bytes follow the end of the packet");
    }
}
