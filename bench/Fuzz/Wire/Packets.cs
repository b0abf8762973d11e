using System.Text;

namespace EventEdge.Fuzz.Wire;

/// <summary>A will in a CONNECT packet.</summary>
internal sealed record WillOf(string Topic, string Payload, int Qos = 1, bool Retain = false, byte[][]? Properties = null);

/// <summary>What a CONNECT packet says.</summary>
internal sealed record Hello(int Version, string ClientId)
{
    public bool Clean { get; init; } = true;

    public int KeepAlive { get; init; }

    public WillOf? Will { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    public byte[][] Properties { get; init; } = [];
}

/// <summary>Whole packets, built from what they say.</summary>
internal static class Packets
{
    public static readonly byte[] PingReq = [0xC0, 0];

    public static byte[] Connect(Hello hello)
    {
        var will = hello.Will;
        var flags = (hello.Clean ? 2 : 0)
            | (will is null ? 0 : 4 | (will.Qos << 3) | (will.Retain ? 0x20 : 0))
            | (hello.Password is null ? 0 : 0x40)
            | (hello.User is null ? 0 : 0x80);
        var isVersion5 = hello.Version == 5;
        return Bytes.Packet(
            0x10,
            Bytes.Text("MQTT"),
            [(byte)hello.Version, (byte)flags],
            Bytes.UInt16(hello.KeepAlive),
            isVersion5 ? Bytes.Properties(hello.Properties) : [],
            Bytes.Text(hello.ClientId),
            will is null ? [] : [
                .. isVersion5 ? Bytes.Properties(will.Properties ?? []) : [], .. Bytes.Text(will.Topic), .. Bytes.Text(will.Payload)],
            hello.User is null ? [] : Bytes.Text(hello.User),
            hello.Password is null ? [] : Bytes.Text(hello.Password));
    }

    public static byte[] Publish(
        int version, string topic, string payload, int qos = 0, int id = 1, bool retain = false, bool dup = false,
        params byte[][] properties) =>
        Bytes.Packet(
            0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0),
            Bytes.Text(topic),
            qos > 0 ? Bytes.UInt16(id) : [],
            version == 5 ? Bytes.Properties(properties) : [],
            Encoding.UTF8.GetBytes(payload));

    public static byte[] Subscribe(int version, int id, IEnumerable<(string Filter, int Options)> filters, params byte[][] properties) =>
        Bytes.Packet(
            0x82,
            Bytes.UInt16(id),
            version == 5 ? Bytes.Properties(properties) : [],
            [.. filters.SelectMany(one => Bytes.Text(one.Filter).Append((byte)one.Options))]);

    public static byte[] Unsubscribe(int version, int id, params string[] filters) =>
        Bytes.Packet(0xA2, Bytes.UInt16(id), version == 5 ? [0] : [], [.. filters.SelectMany(Bytes.Text)]);

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP.</summary>
    public static byte[] Acknowledge(int header, int id) => Bytes.Packet(header, Bytes.UInt16(id));

    public static byte[] Disconnect(int version, int reason = 0, params byte[][] properties) =>
        version == 5 && (reason > 0 || properties.Length > 0) ? Bytes.Packet(0xE0, [(byte)reason], Bytes.Properties(properties))
            : [0xE0, 0];
}
