using EventEdge.Fuzz.Wire;

namespace EventEdge.Fuzz;

/// <summary>Legal packets of one client, drawn by seed: what a lively session could look like.</summary>
internal sealed class PacketSource(Random random, int version, string clientId)
{
    private static readonly string[] Topics = [
        "fuzz/a", "fuzz/b/c", "fuzz//d", "fuzz/é", "/fuzz", "$fuzz/a", "fuzz/" + new string('x', 200)];
    private static readonly string[] Filters = ["fuzz/#", "fuzz/+", "+/a", "fuzz/b/c", "$share/g/fuzz/#", "#", "$SYS/#", "fuzz/+/+/+"];

    /// <summary>CONNECT.</summary>
    public byte[] Connect() => Packets.Connect(new Hello(version, clientId)
    {
        Clean = random.Next(4) > 0,
        KeepAlive = random.Next(3) * 30,
        Will = random.Next(4) == 0 ? new WillOf(Pick(Topics), "will", random.Next(3), random.Next(2) == 0,
            Some(Property.WillDelay(random.Next(3)), Property.ContentType("a"))) : null,
        User = random.Next(4) == 0 ? "user" : null,
        Properties = Some(
            Property.SessionExpiry(random.Next(3)), Property.ReceiveMaximum(random.Next(1, 20)),
            Property.TopicAliasMaximum(random.Next(20)), Property.MaximumPacketSize(random.Next(50, 5000)), Property.User("a", "b")),
    });

    /// <summary>Any other packet.</summary>
    public byte[] Next() => random.Next(12) switch
    {
        < 5 => Publish(),
        5 => Packets.Subscribe(
            version, Id(), [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Pick(Filters), random.Next(3)))],
            Some(Property.SubscriptionId(random.Next(1, 300)))),
        6 => Packets.Unsubscribe(version, Id(), Pick(Filters)),
        7 => Packets.Acknowledge(0x62, Id()),
        8 => Packets.Acknowledge(0x40, Id()),
        9 => Packets.Acknowledge(0x50, Id()),
        10 => Packets.Acknowledge(0x70, Id()),
        _ => random.Next(20) == 0 ? Packets.Disconnect(version, random.Next(2) * 4) : Packets.PingReq,
    };

    private byte[] Publish()
    {
        var qos = random.Next(3);
        return Packets.Publish(
            version, Pick(Topics), new string('p', random.Next(3) == 0 ? random.Next(3000) : random.Next(30)), qos, Id(),
            random.Next(8) == 0, qos > 0 && random.Next(8) == 0,
            Some(Property.TopicAlias(random.Next(1, 70)), Property.MessageExpiry(random.Next(100)), Property.PayloadFormat(1),
                Property.CorrelationData([1, 2]), Property.User("k", "v")));
    }

    private byte[][] Some(params byte[][] properties) => [.. properties.Where(_ => random.Next(4) == 0)];

    private int Id() => random.Next(1, 40);

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
