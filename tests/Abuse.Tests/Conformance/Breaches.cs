using EventEdge.Fuzz.Wire;
using static EventEdge.Fuzz.Wire.Packets;

namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>The table of what ends a connection, in either version.</summary>
internal static class Breaches
{
    private static readonly byte[] Illegal = [(byte)'a', 0xC3, 0x28];
    private static readonly byte[] Surrogate = [0xED, 0xA0, 0x80];

    public static IEnumerable<Breach> All() => [.. First(4), .. First(5), .. Later(4), .. Later(5), .. First4(), .. BreachesOf5.All()];

    private static IEnumerable<Breach> First(int version) =>
    [
        new("First packet is not CONNECT", "MQTT-3.1.0-1", version, PingReq) { IsFirst = true },
        new("First packet is PUBLISH", "MQTT-3.1.0-1", version, Publish(version, "a", "x", 1)) { IsFirst = true },
        new("Reserved flag of CONNECT", "MQTT-3.1.2-3", version, Hello(version, flags: 3)) { IsFirst = true },
        new("Fixed header flags of CONNECT", "MQTT-2.1.3-1", version, [0x11, .. Hello(version)[1..]]) { IsFirst = true },
        new("Wrong protocol name", "MQTT-3.1.2-1", version, Hello(version, name: "MQTX")) { IsFirst = true },
        new("Unknown protocol level", "MQTT-3.1.2-2", version, Hello(9)) { IsFirst = true },
        new("Will QoS 3", "MQTT-3.1.2-12", version, Hello(version, 0x1E, Will(version))) { IsFirst = true },
        new("Will QoS without a will", "MQTT-3.1.2-11", version, Hello(version, 0x0A)) { IsFirst = true },
        new("Will retain without a will", "MQTT-3.1.2-13", version, Hello(version, 0x22)) { IsFirst = true },
        new("A will that is announced and not there", "MQTT-3.1.3-1", version, Hello(version, 0x06)) { IsFirst = true },
        new("A user name that is announced and not there", "MQTT-3.1.3-1", version, Hello(version, 0x82)) { IsFirst = true },
        new("A user name that is not announced", "MQTT-3.1.2-16", version, Hello(version, 0x02, Bytes.Text("user"))) { IsFirst = true },
        new("Ill-formed UTF-8 in the client id", "MQTT-1.5.4-1", version, Hello(version, clientId: Illegal)) { IsFirst = true },
        new("NUL in the client id", "MQTT-1.5.4-2", version, Hello(version, clientId: "a\0b"u8.ToArray())) { IsFirst = true },
        new("A wildcard in the will's topic", "MQTT-4.7.1-1", version, Hello(version, 0x06, Will(version, "a/#"))) { IsFirst = true },
        new("CONNECT that ends too early", "MQTT-3.1.3-1", version,
            Bytes.Packet(0x10, Bytes.Text("MQTT"), [(byte)version, 2, 0])) { IsFirst = true },
    ];

    private static IEnumerable<Breach> First4() =>
    [
        new("A password without a user name", "MQTT-3.1.2-22, 3.1.1", 4, Hello(4, 0x42, Bytes.Text("secret"))) { IsFirst = true },
        new("No client id and no clean session", "MQTT-3.1.3-8, 3.1.1", 4, Hello(4, 0, clientId: [])) { IsFirst = true, Reason = 2 },
        new("Unknown protocol level is answered", "MQTT-3.1.2-2, 3.1.1", 4, Hello(9)) { IsFirst = true, Reason = 1 },
    ];

    private static IEnumerable<Breach> Later(int version) =>
    [
        new("Second CONNECT", "MQTT-3.1.0-2", version, Hello(version)),
        new("Packet type 0", "MQTT-2.1.2-1", version, [0x00, 0]),
        new("CONNACK from a client", "§2.1.2", version, [0x20, 2, 0, 0]),
        new("SUBACK from a client", "§2.1.2", version, Bytes.Packet(0x90, [0, 1], version == 5 ? [0] : [], [0])),
        new("PINGRESP from a client", "§2.1.2", version, [0xD0, 0]),
        new("A remaining length of five bytes", "§2.1.4", version, [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
        new("QoS 3", "MQTT-3.3.1-4", version, [0x36, .. Publish(version, "a", "x", 1)[1..]]),
        new("DUP at QoS 0", "MQTT-3.3.1-2", version, Publish(version, "a", "x", dup: true)),
        new("Packet identifier 0 in PUBLISH", "MQTT-2.2.1-2", version, Publish(version, "a", "x", 1, 0)),
        new("PUBLISH without its packet identifier", "MQTT-2.2.1-2", version, Bytes.Packet(0x32, Bytes.Text("a"))),
        new("# in a topic", "MQTT-3.3.2-2", version, Publish(version, "a/#", "x", 1)),
        new("+ in a topic", "MQTT-3.3.2-2", version, Publish(version, "a/+/b", "x", 1)),
        new("NUL in a topic", "MQTT-4.7.3-2", version, Publish(version, "a\0b", "x", 1)),
        new("Ill-formed UTF-8 in a topic", "MQTT-1.5.4-1", version, Topic(version, Illegal)),
        new("A surrogate in a topic", "MQTT-1.5.4-1", version, Topic(version, Surrogate)),
        new("An empty topic", "MQTT-4.7.3-1", version, Publish(version, string.Empty, "x", 1)),
        new("A topic longer than its packet", "§1.5.4", version, [0x30, 3, 0, 9, (byte)'a']),
        new("Fixed header flags of SUBSCRIBE", "MQTT-3.8.1-1", version, [0x80, .. Subscribe(version, 1, [("a", 0)])[1..]]),
        new("SUBSCRIBE without a filter", "MQTT-3.8.3-2", version, Subscribe(version, 1, [])),
        new("Packet identifier 0 in SUBSCRIBE", "MQTT-2.2.1-3", version, Subscribe(version, 0, [("a", 0)])),
        new("QoS 3 in SUBSCRIBE", "MQTT-3.8.3-4", version, Subscribe(version, 1, [("a", 3)])),
        new("Reserved bits of SUBSCRIBE", "MQTT-3.8.3-5", version, Subscribe(version, 1, [("a", 0xC0)])),
        new("# in the middle of a filter", "MQTT-4.7.1-1", version, Subscribe(version, 1, [("a/#/b", 0)])),
        new("# beside other characters", "MQTT-4.7.1-1", version, Subscribe(version, 1, [("a#", 0)])),
        new("+ beside other characters", "MQTT-4.7.1-2", version, Subscribe(version, 1, [("a+/b", 0)])),
        new("An empty filter", "MQTT-4.7.3-1", version, Subscribe(version, 1, [(string.Empty, 0)])),
        new("NUL in a filter", "MQTT-4.7.3-2", version, Subscribe(version, 1, [("a\0", 0)])),
        new("A filter without its options", "MQTT-3.8.3-1", version, Bytes.Packet(0x82, [0, 1], version == 5 ? [0] : [], Bytes.Text("a"))),
        new("Fixed header flags of UNSUBSCRIBE", "MQTT-3.10.1-1", version, [0xA0, .. Unsubscribe(version, 1, "a")[1..]]),
        new("UNSUBSCRIBE without a filter", "MQTT-3.10.3-2", version, Unsubscribe(version, 1)),
        new("Packet identifier 0 in UNSUBSCRIBE", "MQTT-2.2.1-3", version, Unsubscribe(version, 0, "a")),
        new("Fixed header flags of PUBREL", "MQTT-3.6.1-1", version, [0x60, 2, 0, 1]),
        new("Fixed header flags of PUBACK", "MQTT-2.1.3-1", version, [0x41, 2, 0, 1]),
        new("PUBACK without a packet identifier", "§3.4.2", version, [0x40, 0]),
        new("Fixed header flags of PINGREQ", "MQTT-2.1.3-1", version, [0xC1, 0]),
        new("Fixed header flags of DISCONNECT", "MQTT-3.14.1-1", version, [0xE1, 0]),
    ];

    internal static byte[] Hello(
        int version, int flags = 2, byte[]? rest = null, byte[]? clientId = null, string name = "MQTT", byte[][]? properties = null) =>
        Bytes.Packet(
            0x10, Bytes.Text(name), [(byte)version, (byte)flags], [0, 0], version == 5 ? Bytes.Properties(properties ?? []) : [],
            Bytes.Binary(clientId ?? "breach"u8.ToArray()), rest ?? []);

    internal static byte[] Will(int version, string topic = "will", params byte[][] properties) =>
        [.. version == 5 ? Bytes.Properties(properties) : [], .. Bytes.Text(topic), .. Bytes.Text("x")];

    private static byte[] Topic(int version, byte[] topic) => Bytes.Packet(0x32, Bytes.Binary(topic), [0, 1], version == 5 ? [0] : [], [1]);
}
