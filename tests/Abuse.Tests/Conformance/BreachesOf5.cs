using EventEdge.Fuzz.Wire;
using static EventEdge.Fuzz.Wire.Packets;

namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>What ends a connection in MQTT 5 only: its properties, mostly.</summary>
internal static class BreachesOf5
{
    public static IEnumerable<Breach> All() => [.. First(), .. Messages(), .. Others()];

    private static IEnumerable<Breach> First() =>
    [
        Connect("A property of CONNECT twice", "MQTT-2.2.2-2 (§3.1.2.11.2)", Property.SessionExpiry(1), Property.SessionExpiry(1)),
        Connect("Receive Maximum 0", "§3.1.2.11.3", Property.ReceiveMaximum(0)),
        Connect("Maximum Packet Size 0", "§3.1.2.11.4", Property.MaximumPacketSize(0)),
        Connect("Request Problem Information 2", "§3.1.2.11.7", Property.RequestProblemInformation(2)),
        Connect("Authentication data without a method", "§3.1.2.11.10", Property.AuthenticationData([1])),
        Connect("A property that does not belong into CONNECT", "MQTT-2.2.2-2", Property.TopicAlias(1)),
        Connect("An unknown property", "MQTT-2.2.2-2", [0x7E, 0]),
        new("A property of a will twice", "§3.1.3.2", 5,
            Breaches.Hello(5, 0x06, Breaches.Will(5, "will", Property.WillDelay(1), Property.WillDelay(1)))) { IsFirst = true },
        new("Properties longer than their packet", "§2.2.2.1", 5,
            Bytes.Packet(0x10, Bytes.Text("MQTT"), [5, 2, 0, 0, 100], Bytes.Text("a"))) { IsFirst = true },
    ];

    private static IEnumerable<Breach> Messages() =>
    [
        Message("Payload Format Indicator 2", "§3.3.2.3.2", 0x82, Property.PayloadFormat(2)),
        Message("Message Expiry twice", "§3.3.2.3.3", 0x82, Property.MessageExpiry(1), Property.MessageExpiry(1)),
        Message("Topic Alias 0", "MQTT-3.3.2-8", 0x94, Property.TopicAlias(0)),
        Message("Topic Alias twice", "§3.3.2.3.4", 0x82, Property.TopicAlias(1), Property.TopicAlias(1)),
        Message("Content Type twice", "§3.3.2.3.9", 0x82, Property.ContentType("a"), Property.ContentType("a")),
        Message("A wildcard in the Response Topic", "MQTT-3.3.2-14", null, Property.ResponseTopic("a/#")),
        Message("A Subscription Identifier from a client", "MQTT-3.3.4-6", null, Property.SubscriptionId(1)),
        Message("A property that does not belong into PUBLISH", "MQTT-2.2.2-2", null, Property.SessionExpiry(1)),
        Message("Ill-formed UTF-8 in a user property", "MQTT-1.5.4-1", null, [0x26, 0, 1, 0xFF, 0, 0]),
        Message("An identifier of a property in more bytes than it needs", "MQTT-1.5.5-1", null, [0x81, 0x00, 1]),
        new("An empty topic without an alias", "MQTT-3.3.2-8 (§3.3.2.1)", 5, Publish(5, string.Empty, "x")),
        new("An alias that stands for nothing", "§3.3.2.3.4", 5,
            Publish(5, string.Empty, "x", 0, 1, false, false, Property.TopicAlias(5))) { Reason = 0x82 },
    ];

    private static IEnumerable<Breach> Others() =>
    [
        new("Subscription Identifier 0", "§3.8.2.1.2", 5, Subscribe(5, 1, [("a", 0)], Property.SubscriptionId(0))) { Reason = 0x82 },
        new("Subscription Identifier twice", "§3.8.2.1.2", 5,
            Subscribe(5, 1, [("a", 0)], Property.SubscriptionId(1), Property.SubscriptionId(2))),
        new("Retain Handling 3", "§3.8.3.1", 5, Subscribe(5, 1, [("a", 0x30)])) { Reason = 0x82 },
        new("No Local on a shared subscription", "MQTT-3.8.3-4", 5, Subscribe(5, 1, [("$share/g/a", 4)])) { Reason = 0x82 },
        new("A shared subscription without a filter", "MQTT-4.8.2-1", 5, Subscribe(5, 1, [("$share/g", 0)])),
        new("A shared subscription without a name", "MQTT-4.8.2-1", 5, Subscribe(5, 1, [("$share//a", 0)])),
        new("A wildcard in a share name", "MQTT-4.8.2-2", 5, Subscribe(5, 1, [("$share/g+/a", 0)])),
        new("AUTH without a method agreed", "MQTT-4.12.0-6", 5, 0xF0, 0),
        new("A property that does not belong into UNSUBSCRIBE", "MQTT-2.2.2-2", 5,
            Bytes.Packet(0xA2, [0, 1], Bytes.Properties(Property.SubscriptionId(1)), Bytes.Text("a"))),
        new("A property that does not belong into DISCONNECT", "MQTT-2.2.2-2", 5, Disconnect(5, 0, Property.TopicAlias(1))),
        new("Session expiry twice in DISCONNECT", "§3.14.2.2.2", 5, Disconnect(5, 0, Property.SessionExpiry(0), Property.SessionExpiry(0))),
    ];

    private static Breach Connect(string name, string statement, params byte[][] properties) =>
        new(name, statement, 5, Breaches.Hello(5, properties: properties)) { IsFirst = true };

    private static Breach Message(string name, string statement, int? reason, params byte[][] properties) =>
        new(name, statement, 5, Publish(5, "a", "x", 1, 1, false, false, properties)) { Reason = reason };
}
