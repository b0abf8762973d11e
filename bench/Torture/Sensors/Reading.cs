using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace EventEdge.Torture.Sensors;

/// <summary>What a sensor says: its sequence number, and a time that follows from it.</summary>
/// <param name="Sequence">Dense from 0 for each sensor.</param>
/// <param name="PacketId">MQTT packet identifier, kept over resends.</param>
internal readonly record struct Reading(long Sequence, ushort PacketId)
{
    private const byte PublishQos1 = 0x32;
    private const byte Duplicate = 0x08;

    private static readonly string Padding = new('x', 350);

    /// <summary>The PUBLISH packet.</summary>
    public byte[] ToPacket(string topic, SensorOptions sensor, bool resent)
    {
        var at = sensor.Origin.AddMilliseconds(Sequence * (1000 / sensor.PerWindow)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var body = Encoding.UTF8.GetBytes($$"""{"seq":{{Sequence}},"ts":"{{at}}","pad":"{{Padding}}"}""");
        var rest = 2 + topic.Length + 2 + body.Length;
        var packet = new byte[3 + rest];
        packet[0] = resent ? (byte)(PublishQos1 | Duplicate) : PublishQos1;
        packet[1] = (byte)(0x80 | (rest & 0x7F)); // always two bytes of length: 128 to 16,383
        packet[2] = (byte)(rest >> 7);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(3), (ushort)topic.Length);
        Encoding.ASCII.GetBytes(topic, packet.AsSpan(5));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(5 + topic.Length), PacketId);
        body.CopyTo(packet, 7 + topic.Length);
        return packet;
    }
}
