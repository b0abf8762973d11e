using System.Globalization;

namespace EventEdge.Torture.Sensors;

/// <summary>What a sensor says: its sequence number, and a time that follows from it.</summary>
/// <param name="Sequence">Dense from 0 for each sensor.</param>
/// <param name="PacketId">MQTT packet identifier, kept over retransmissions.</param>
internal readonly record struct Reading(long Sequence, ushort PacketId)
{
    private static readonly string Padding = new('x', 350);

    /// <summary>The payload of a reading.</summary>
    public static string Body(long sequence, SensorOptions sensor) =>
        $$"""{"seq":{{sequence}},"ts":"{{At(sequence, sensor)}}","pad":"{{Padding}}"}""";

    /// <summary>The time a reading carries.</summary>
    public static string At(long sequence, SensorOptions sensor) =>
        sensor.Origin.AddMilliseconds(sequence * (1000 / sensor.PerWindow))
            .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>The PUBLISH packet.</summary>
    public byte[] ToPacket(Script script, bool resent) => Packet.Publish(script.Topic(Sequence), script.Body(Sequence), PacketId, resent);
}
