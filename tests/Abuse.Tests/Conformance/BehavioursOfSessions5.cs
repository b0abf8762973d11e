using EventEdge.Fuzz.Wire;

namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>What MQTT 5 added for connections: sessions that expire, limits of either side, reason codes.</summary>
internal static class BehavioursOfSessions5
{
    public static IEnumerable<Behaviour> All() =>
    [
        new("A session ends with the connection unless more is asked for", "MQTT-3.1.2-23", NoExpiry),
        new("A session is kept until it expires", "MQTT-3.1.2-23, MQTT-4.1.0-1", Expiry),
        new("DISCONNECT may change the session's expiry", "§3.14.2.2.2", ChangedExpiry),
        new("A client without an id is given one", "MQTT-3.1.3-6, MQTT-3.2.2-16", AssignedId),
        new("The server never has more in flight than the client takes", "MQTT-3.3.4-9", FlowControl),
        new("A client that sends more QoS 2 messages than the server takes is disconnected with 0x93", "MQTT-3.3.4-7, MQTT-4.9.0-2",
            ReceiveMaximum),
        new("A message larger than the client takes is not sent, the next one is", "MQTT-3.1.2-24, MQTT-3.1.2-25", MaximumPacketSize),
        new("A packet larger than the server takes ends the connection with 0x95", "MQTT-3.2.2-15", TooLarge),
        new("A long keep alive is shortened, and the client told", "MQTT-3.2.2-21, MQTT-3.2.2-22", ServerKeepAlive),
        new("Takeover says 0x8E", "MQTT-3.1.4-3", Takeover),
        new("A PUBREC or PUBREL for an unknown identifier is answered with 0x92", "§3.6.2.1, §3.7.2.1", UnknownId),
        new("An alias over the maximum ends the connection with 0x94", "MQTT-3.3.2-9", AliasOverMaximum),
        new("Without problem information no reasons are put into words", "MQTT-3.1.2-29", NoProblemInformation),
        new("An unknown authentication method is refused with 0x8C", "MQTT-4.12.0-1", Authentication),
        new("A session that was to end cannot be prolonged at DISCONNECT", "MQTT-3.14.2-2", Prolonged),
    ];

    private static async Task NoExpiry(Bench bench)
    {
        await (await bench.ConnectAsync(5, "a")).DisconnectAsync();
        Assert.False((await bench.HandshakeAsync(5, "a", hello => hello with { Clean = false })).Answer.SessionPresent);
    }

    private static async Task Expiry(Bench bench)
    {
        await (await bench.ConnectAsync(5, "a", Keeping(2))).DisconnectAsync();
        var (back, answer) = await bench.HandshakeAsync(5, "a", Keeping(2));
        Assert.True(answer.SessionPresent);
        await back.DisconnectAsync();
        await ExpiredAsync(bench, seconds: 2);
    }

    private static async Task ChangedExpiry(Bench bench)
    {
        await (await bench.ConnectAsync(5, "a", Keeping(1000))).DisconnectAsync(0, Property.SessionExpiry(0));
        await ExpiredAsync(bench, seconds: 0);
        await (await bench.ConnectAsync(5, "b", Keeping(1))).DisconnectAsync(0, Property.SessionExpiry(1000));
        await bench.PassAsync(TimeSpan.FromSeconds(2));
        Assert.True((await bench.HandshakeAsync(5, "b", Keeping(0))).Answer.SessionPresent);
    }

    private static async Task AssignedId(Bench bench)
    {
        var (one, answer) = await bench.HandshakeAsync(5, "a", hello => hello with { ClientId = string.Empty });
        var (two, other) = await bench.HandshakeAsync(5, "a", hello => hello with { ClientId = string.Empty, Clean = false });
        Assert.False(string.IsNullOrEmpty((string?)answer[0x12]));
        Assert.NotEqual(answer[0x12], other[0x12]);
        await one.PingAsync();
        await two.PingAsync();
    }

    private static async Task FlowControl(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a", hello => hello with { Properties = [Property.ReceiveMaximum(2)] });
        client.Acknowledges = false;
        await client.SubscribeAsync(bench.Topic("x"), 2);
        var sender = await bench.ConnectAsync(5, "sender");
        for (var n = 0; n < 5; n++) await sender.PublishAsync(bench.Topic("x"), $"{n}", 1 + (n % 2));
        var first = await client.MessagesAsync(2);
        await client.PingAsync();
        await client.PingAsync();
        await client.SendAsync(Packets.Acknowledge(0x40, first[0].Id));
        Assert.Equal("2", (await client.MessageAsync()).Payload);
        await client.SendAsync(Packets.Acknowledge(0x50, first[1].Id));
        Assert.Equal(first[1].Id, (await client.ExpectAsync(6)).Id);
        await client.SendAsync(Packets.Acknowledge(0x70, first[1].Id));
        Assert.Equal("3", (await client.MessageAsync()).Payload);
    }

    private static async Task ReceiveMaximum(Bench bench)
    {
        var (client, answer) = await bench.HandshakeAsync(5, "a");
        var maximum = answer[0x21] as int? ?? 65535;
        client.Acknowledges = false;
        for (var id = 1; id <= maximum + 1; id++) await client.SendAsync(Packets.Publish(5, bench.Topic("x"), "x", 2, id));
        Assert.Equal(0x93, (await client.ExpectAsync(14)).Reason);
    }

    private static async Task MaximumPacketSize(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a", hello => hello with { Properties = [Property.MaximumPacketSize(100)] });
        await client.SubscribeAsync(bench.Topic("x"), 1);
        foreach (var payload in new[] { "small", new string('x', 100), "after" }) await client.PublishAsync(bench.Topic("x"), payload);
        Assert.Equal(["small", "after"], (await client.MessagesAsync(2)).Select(one => one.Payload));
    }

    private static async Task TooLarge(Bench bench)
    {
        var (client, answer) = await bench.HandshakeAsync(5, "a");
        var maximum = (long)answer[0x27]!;
        await client.SendAsync([0x30, .. Bytes.Number((int)maximum + 1)]);
        Assert.Equal(0x95, await client.ClosedAsync());
    }

    private static async Task ServerKeepAlive(Bench bench)
    {
        var (_, answer) = await bench.HandshakeAsync(5, "a", hello => hello with { KeepAlive = 120 });
        Assert.Equal(60, answer[0x13]);
    }

    private static async Task Takeover(Bench bench)
    {
        var first = await bench.ConnectAsync(5, "same", Keeping(100));
        var (second, answer) = await bench.HandshakeAsync(5, "same", Keeping(100));
        Assert.True(answer.SessionPresent);
        Assert.Equal(0x8E, await first.ClosedAsync());
        await second.PingAsync();
    }

    private static async Task UnknownId(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.SendAsync(Packets.Acknowledge(0x62, 99));
        var complete = await client.ExpectAsync(7);
        Assert.Equal((99, 0x92), (complete.Id, complete.Reason));
        client.Acknowledges = false;
        await client.SendAsync(Packets.Acknowledge(0x50, 98));
        var release = await client.ExpectAsync(6);
        Assert.Equal((98, 0x92), (release.Id, release.Reason));
    }

    private static async Task AliasOverMaximum(Bench bench)
    {
        var (client, answer) = await bench.HandshakeAsync(5, "a");
        await client.SendAsync(
            Packets.Publish(5, bench.Topic("x"), "x", 0, 1, false, false, Property.TopicAlias((answer[0x22] as int? ?? 0) + 1)));
        Assert.Equal(0x94, await client.ClosedAsync());
    }

    private static async Task NoProblemInformation(Bench bench)
    {
        var (client, answer) = await bench.HandshakeAsync(
            5, "a", hello => hello with { Properties = [Property.RequestProblemInformation(0)] });
        await client.SendAsync(Packets.Subscribe(5, 1, [(bench.Topic("x"), 1)]));
        var subscribed = await client.ExpectAsync(9);
        Assert.DoesNotContain(subscribed.Properties, one => one.Id is 0x1F or 0x26);
        Assert.Equal(0, answer.Reason);
    }

    private static async Task Authentication(Bench bench)
    {
        var client = await bench.OpenAsync(5);
        await client.SendAsync(Packets.Connect(new Hello(5, bench.Id("a")) { Properties = [Property.AuthenticationMethod("none such")] }));
        Assert.Equal(0x8C, await client.ClosedAsync());
    }

    private static async Task Prolonged(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.SendAsync(Packets.Disconnect(5, 0, Property.SessionExpiry(1000)));
        Assert.Equal(0x82, await client.ClosedAsync());
    }

    private static Func<Hello, Hello> Keeping(int seconds) =>
        hello => hello with { Clean = false, Properties = [Property.SessionExpiry(seconds)] };

    // The broker may notice the end of a connection after time has been moved, so it is asked again.
    private static async Task ExpiredAsync(Bench bench, int seconds)
    {
        for (var tries = 0; tries < 10; tries++)
        {
            await bench.PassAsync(TimeSpan.FromSeconds(seconds + 1));
            var (client, answer) = await bench.HandshakeAsync(5, "a", Keeping(seconds));
            if (!answer.SessionPresent) return;
            await client.DisconnectAsync();
        }

        Assert.Fail("the session does not expire");
    }
}
