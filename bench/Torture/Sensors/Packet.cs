using System.Buffers.Binary;
using System.Text;

namespace EventEdge.Torture.Sensors;

/// <summary>MQTT packets, byte by byte.</summary>
internal static class Packet
{
    private const byte PublishQos1 = 0x32;
    private const byte Duplicate = 0x08;

    /// <summary>A PUBLISH with QoS 1 of MQTT 3.1.1.</summary>
    public static byte[] Publish(string topic, string body, ushort id, bool resent) =>
        Of(resent ? (byte)(PublishQos1 | Duplicate) : PublishQos1, [.. Text(topic), .. Number(id), .. Encoding.UTF8.GetBytes(body)]);

    /// <summary>A packet with its length.</summary>
    public static byte[] Of(byte head, byte[] rest) => [head, .. Length(rest.Length), .. rest];

    /// <summary>A text with two bytes of length.</summary>
    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Number((ushort)bytes.Length), .. bytes];
    }

    /// <summary>Two bytes.</summary>
    public static byte[] Number(ushort number)
    {
        var bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, number);
        return bytes;
    }

    /// <summary>A number of one to four bytes of seven bits.</summary>
    public static byte[] Length(int length)
    {
        List<byte> bytes = [];
        do
        {
            bytes.Add((byte)((length & 0x7F) | (length > 0x7F ? 0x80 : 0)));
            length >>= 7;
        }
        while (length > 0);
        return [.. bytes];
    }

    /// <summary>The next packet of a connection: its first byte, and what follows its length.</summary>
    public static async Task<(byte Head, byte[] Bytes)> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var one = new byte[1];
        await stream.ReadExactlyAsync(one, cancellation);
        var head = one[0];
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            await stream.ReadExactlyAsync(one, cancellation);
            length |= (one[0] & 0x7F) << shift;
            if ((one[0] & 0x80) == 0) break;
        }

        var rest = new byte[length];
        await stream.ReadExactlyAsync(rest, cancellation);
        return (head, rest);
    }
}
