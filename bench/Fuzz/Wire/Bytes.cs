using System.Text;

namespace EventEdge.Fuzz.Wire;

/// <summary>MQTT's data types as bytes, legal or not.</summary>
internal static class Bytes
{
    public static byte[] UInt16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] UInt32(long value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] Binary(byte[] bytes) => [.. UInt16(bytes.Length), .. bytes];

    public static byte[] Text(string text) => Binary(Encoding.UTF8.GetBytes(text));

    public static byte[] Number(int value)
    {
        List<byte> bytes = [];
        for (; value > 127; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }

    /// <summary>A packet with its length in front.</summary>
    public static byte[] Packet(int header, params byte[][] parts)
    {
        var body = parts.SelectMany(part => part).ToArray();
        return [(byte)header, .. Number(body.Length), .. body];
    }

    /// <summary>Properties of MQTT 5 with their length in front.</summary>
    public static byte[] Properties(params byte[][] properties)
    {
        var body = properties.SelectMany(one => one).ToArray();
        return [.. Number(body.Length), .. body];
    }
}
