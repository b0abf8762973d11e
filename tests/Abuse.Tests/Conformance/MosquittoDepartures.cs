namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>Where Mosquitto 2.0.11 does otherwise, as measured by these checks with the configuration of <c>broker-config/</c>.</summary>
internal static class MosquittoDepartures
{
    private const string Takes = "takes it, the connection stays";
    private const string Closes = "closes without saying why";

    public static Dictionary<string, string> ByName { get; } = new(StringComparer.Ordinal)
    {
        ["PINGRESP from a client (3.1.1)"] = Takes,
        ["PINGRESP from a client (5)"] = Takes,
        ["SUBACK from a client (3.1.1)"] = Takes,
        ["SUBACK from a client (5)"] = Takes,
        ["DUP at QoS 0 (3.1.1)"] = Takes,
        ["DUP at QoS 0 (5)"] = Takes,
        ["Fixed header flags of PUBACK (3.1.1)"] = Takes,
        ["Fixed header flags of PUBACK (5)"] = Takes,
        ["Fixed header flags of PINGREQ (3.1.1)"] = "answers it",
        ["Fixed header flags of PINGREQ (5)"] = "answers it",
        ["Authentication data without a method (5)"] = Takes,
        ["A shared subscription without a name (5)"] = "subscribes",
        ["A shared subscription without a filter (5)"] = "subscribes",
        ["No Local on a shared subscription (5)"] = "subscribes",
        ["A Subscription Identifier from a client (5)"] = "acknowledges the message",
        ["A wildcard in the Response Topic (5)"] = "acknowledges the message",
        ["Payload Format Indicator 2 (5)"] = "acknowledges the message",
        ["Takeover says 0x8E (5)"] = Closes,
        ["A packet larger than the server takes ends the connection with 0x95 (5)"] = Closes,
        ["A client that sends more QoS 2 messages than the server takes is disconnected with 0x93 (5)"] = Closes,
        ["A shared subscription gets no retained messages (5)"] = "sends them",
        ["No local holds for retained messages (5)"] = "sends them",
        ["Both sides count their messages in flight anew on each connection (5)"] = "counts those of the connection before",
        ["Overlapping subscriptions respect the greatest QoS (3.1.1)"] = "delivers at the QoS of the first match",
        ["The server uses the aliases a client offers (5)"] = "sends no aliases",
        ["A long keep alive is shortened, and the client told (5)"] = "only where configured",
        ["A PUBREC or PUBREL for an unknown identifier is answered with 0x92 (5)"] = "answers with success",
        ["A session that was to end cannot be prolonged at DISCONNECT (5)"] = Closes,
    };
}
