using EventEdge.Abuse.Tests.Wire;
using EventEdge.Fuzz.Wire;

namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>What MQTT 3.1.1 and 5 have in common, each checked in both versions.</summary>
internal static class Behaviours3
{
    public static IEnumerable<Behaviour> All(int version)
    {
        Func<Bench, Task> In(Func<Bench, int, Task> check) => bench => check(bench, version);
        yield return new("Messages of each QoS arrive", "MQTT-3.3.4-1, MQTT-4.3.1-1 to MQTT-4.3.3-13", In(Basic));
        yield return new(
            "The retained message of each topic reaches who subscribes later, and an empty one clears it", "MQTT-3.3.1-5, MQTT-3.3.1-6",
            In(Retained));
        yield return new("A retained message is forwarded without the flag", "MQTT-3.3.1-12", In(RetainedLive));
        yield return new("Messages of QoS 1 and 2 wait for a client that is away", "MQTT-3.1.2-5, 3.1.1", In(Offline));
        yield return new("What was not acknowledged comes again with DUP after a reconnect", "MQTT-4.4.0-1, MQTT-3.3.1-1", In(Redelivery));
        yield return new("PUBREL is sent again after a reconnect", "MQTT-4.4.0-1", In(ReleaseAgain));
        yield return new(
            "The will of a lost client is published, that of one that said goodbye is not", "MQTT-3.1.2-8, MQTT-3.1.2-10", In(Will));
        yield return new("A retained will is retained", "MQTT-3.1.2-15", In(RetainedWill));
        yield return new("Overlapping subscriptions respect the greatest QoS", "MQTT-3.3.4-2", In(Overlapping));
        yield return new("A client that is silent for one and a half times its keep alive is lost", "MQTT-3.1.2-22", In(KeepAlive));
        yield return new("A client that pings is not", "MQTT-3.12.4-1", In(Pings));
        yield return new("A wildcard at the start does not match topics that begin with $", "MQTT-4.7.2-1", In(Dollar));
        yield return new("After UNSUBACK nothing more comes", "MQTT-3.10.4-1, MQTT-3.10.4-5", In(Unsubscribe));
        yield return new("A subscription made again replaces the earlier one", "MQTT-3.8.4-3", In(Resubscribe));
        yield return new("A second connection with the same client id closes the first", "MQTT-3.1.4-3", In(Takeover));
        yield return new("A clean start forgets the session", "MQTT-3.1.2-4", In(CleanStart));
        yield return new("Messages of one publisher keep their order", "MQTT-4.6.0-5, MQTT-4.6.0-6", In(Order));
        yield return new("A QoS 2 message sent twice arrives once", "MQTT-4.3.3-10", In(Once));
        yield return new("Levels may be empty", "MQTT-4.7.3-1", In(EmptyLevels));
    }

    private static async Task Basic(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        Assert.Equal(2, Assert.Single(await client.SubscribeAsync(bench.Topic("x"), 2)));
        for (var qos = 0; qos <= 2; qos++) Assert.InRange(await client.PublishAsync(bench.Topic("x"), $"{qos}", qos), 0, 0x10);
        var messages = await client.MessagesAsync(3);
        Assert.Equal(["0 0", "1 1", "2 2"], messages.Select(one => $"{one.Payload} {one.Qos}").Order(StringComparer.Ordinal));
    }

    private static async Task Retained(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        for (var qos = 0; qos <= 2; qos++) await client.PublishAsync(bench.Topic($"r/{qos}"), $"{qos}", qos, retain: true);
        await client.SubscribeAsync(bench.Topic("r/+"), 2);
        var kept = await client.MessagesAsync(3);
        Assert.Equal(["0 0", "1 1", "2 2"], kept.Select(one => $"{one.Payload} {one.Qos}").Order(StringComparer.Ordinal));
        Assert.All(kept, one => Assert.True(one.Retain));
        for (var qos = 0; qos <= 2; qos++) await client.PublishAsync(bench.Topic($"r/{qos}"), string.Empty, qos, retain: true);
        var later = await bench.ConnectAsync(version, "b");
        await later.SubscribeAsync(bench.Topic("#"), 2);
        Assert.Empty(await later.DrainAsync());
    }

    private static async Task RetainedLive(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.SubscribeAsync(bench.Topic("x"), 1);
        await client.PublishAsync(bench.Topic("x"), "1", 1, retain: true);
        Assert.False((await client.MessageAsync()).Retain);
    }

    private static async Task Offline(Bench bench, int version)
    {
        await (await AwayAsync(bench, version)).DisconnectAsync();
        var sender = await bench.ConnectAsync(version, "sender");
        foreach (var qos in new[] { 1, 2 }) await sender.PublishAsync(bench.Topic($"x/{qos}"), $"{qos}", qos);
        var (back, answer) = await bench.HandshakeAsync(version, "away", Persistent);
        Assert.True(answer.SessionPresent);
        Assert.Equal(["1", "2"], (await back.MessagesAsync(2)).Select(one => one.Payload).Order(StringComparer.Ordinal));
    }

    private static async Task Redelivery(Bench bench, int version)
    {
        var away = await AwayAsync(bench, version);
        away.Acknowledges = false;
        var sender = await bench.ConnectAsync(version, "sender");
        foreach (var qos in new[] { 1, 2 }) await sender.PublishAsync(bench.Topic($"x/{qos}"), $"{qos}", qos);
        var first = await away.MessagesAsync(2);
        away.Dispose();
        var (back, _) = await bench.HandshakeAsync(version, "away", Persistent);
        var again = await back.MessagesAsync(2);
        Assert.Equal(first.Select(one => (one.Id, one.Payload)), again.Select(one => (one.Id, one.Payload)));
        Assert.All(again, one => Assert.True(one.Dup));
    }

    private static async Task ReleaseAgain(Bench bench, int version)
    {
        var away = await AwayAsync(bench, version);
        away.Acknowledges = false;
        await (await bench.ConnectAsync(version, "sender")).PublishAsync(bench.Topic("x/2"), "2", 2);
        var message = await away.MessageAsync();
        await away.SendAsync(Packets.Acknowledge(0x50, message.Id));
        await away.ExpectAsync(6);
        away.Dispose();
        var (back, _) = await bench.HandshakeAsync(version, "away", Persistent);
        Assert.Equal(message.Id, (await back.ExpectAsync(6)).Id);
        Assert.Empty(await back.DrainAsync());
    }

    private static async Task Will(Bench bench, int version)
    {
        var listener = await bench.ConnectAsync(version, "listener");
        await listener.SubscribeAsync(bench.Topic("will/#"), 2);
        var polite = await bench.ConnectAsync(version, "polite", hello => hello with { Will = new(bench.Topic("will/polite"), "x") });
        await polite.DisconnectAsync();
        (await bench.ConnectAsync(version, "lost", hello => hello with { Will = new(bench.Topic("will/lost"), "x") })).Dispose();
        Assert.Equal(bench.Topic("will/lost"), (await listener.MessageAsync()).Topic);
        Assert.Empty(await listener.DrainAsync());
    }

    private static async Task RetainedWill(Bench bench, int version)
    {
        var listener = await bench.ConnectAsync(version, "listener");
        await listener.SubscribeAsync(bench.Topic("will"), 2);
        (await bench.ConnectAsync(version, "lost", hello => hello with { Will = new(bench.Topic("will"), "x", 2, Retain: true) }))
            .Dispose();
        Assert.Equal(2, (await listener.MessageAsync()).Qos);
        var later = await bench.ConnectAsync(version, "later");
        await later.SubscribeAsync(bench.Topic("will"), 2);
        Assert.True((await later.MessageAsync()).Retain);
    }

    private static async Task Overlapping(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.SubscribeAsync([(bench.Topic("#"), 2), (bench.Topic("x/+"), 1)]);
        await client.PublishAsync(bench.Topic("x/y"), "1", 2);
        var messages = await client.DrainAsync();
        Assert.InRange(messages.Count, 1, 2);
        Assert.Equal(2, messages.Max(one => one.Qos));
    }

    private static async Task KeepAlive(Bench bench, int version)
    {
        var listener = await bench.ConnectAsync(version, "listener");
        await listener.SubscribeAsync(bench.Topic("will"), 1);
        var silent = await bench.ConnectAsync(
            version, "silent", hello => hello with { KeepAlive = 1, Will = new(bench.Topic("will"), "x") });
        await bench.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal("x", (await listener.MessageAsync()).Payload);
        await silent.ClosedAsync();
    }

    private static async Task Pings(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a", hello => hello with { KeepAlive = 2 });
        client.Waiting = null;
        for (var times = 0; times < 4; times++)
        {
            await bench.PassAsync(TimeSpan.FromSeconds(1));
            await client.PingAsync();
        }
    }

    private static async Task Dollar(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.SubscribeAsync([("#", 1), ("+/#", 1), ("+/+", 1)]);
        var sender = await bench.ConnectAsync(version, "b");
        await sender.SendAsync([.. Packets.Publish(version, $"$X/{bench.Id("y")}", "x", 1, 1), .. Packets.PingReq]);
        await sender.ReceiveAsync();
        Assert.DoesNotContain(await client.DrainAsync(), one => one.Topic.StartsWith('$'));
    }

    private static async Task Unsubscribe(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.SubscribeAsync([(bench.Topic("x"), 1), (bench.Topic("y"), 1), (bench.Topic("z"), 1)]);
        var codes = await client.UnsubscribeAsync(bench.Topic("x"), bench.Topic("none"));
        if (version == 5) Assert.Equal([0, 0x11], codes);
        foreach (var name in new[] { "x", "y", "z" }) await client.PublishAsync(bench.Topic(name), name);
        Assert.Equal(["y", "z"], (await client.DrainAsync()).Select(one => one.Payload));
    }

    private static async Task Resubscribe(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.PublishAsync(bench.Topic("x"), "kept", 1, retain: true);
        await client.SubscribeAsync(bench.Topic("x"), 2);
        await client.MessageAsync();
        Assert.Equal(0, Assert.Single(await client.SubscribeAsync(bench.Topic("x"))));
        Assert.True((await client.MessageAsync()).Retain);
        await client.PublishAsync(bench.Topic("x"), "live");
        Assert.Equal(["live 0"], (await client.DrainAsync()).Select(one => $"{one.Payload} {one.Qos}"));
    }

    private static async Task Takeover(Bench bench, int version)
    {
        var first = await bench.ConnectAsync(version, "same");
        var second = await bench.ConnectAsync(version, "same");
        await first.ClosedAsync();
        await second.PingAsync();
    }

    private static async Task CleanStart(Bench bench, int version)
    {
        await (await AwayAsync(bench, version)).DisconnectAsync();
        var (clean, answer) = await bench.HandshakeAsync(version, "away");
        Assert.False(answer.SessionPresent);
        await (await bench.ConnectAsync(version, "sender")).PublishAsync(bench.Topic("x/1"), "1");
        Assert.Empty(await clean.DrainAsync());
    }

    private static async Task Order(Bench bench, int version)
    {
        var listener = await bench.ConnectAsync(version, "listener");
        await listener.SubscribeAsync(bench.Topic("x"), 2);
        var sender = await bench.ConnectAsync(version, "sender");
        for (var n = 0; n < 100; n++) await sender.SendAsync(Packets.Publish(version, bench.Topic("x"), $"{n}", 1, n + 1));
        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{n}"), (await listener.MessagesAsync(100)).Select(one => one.Payload));
    }

    private static async Task Once(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.SubscribeAsync(bench.Topic("x"), 2);
        var sender = await bench.ConnectAsync(version, "sender");
        var packet = Packets.Publish(version, bench.Topic("x"), "1", 2, 7);
        await sender.SendAsync(packet, Packets.Publish(version, bench.Topic("x"), "1", 2, 7, dup: true));
        await sender.ExpectAsync(5);
        await sender.ExpectAsync(5);
        await sender.SendAsync(Packets.Acknowledge(0x62, 7));
        await sender.ExpectAsync(7);
        Assert.Equal("1", (await client.MessageAsync()).Payload);
        Assert.Empty(await client.DrainAsync());
    }

    private static async Task EmptyLevels(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.SubscribeAsync([($"/{bench.Topic("+")}", 1), (bench.Topic("a/+/b"), 1)]);
        await client.PublishAsync($"/{bench.Topic("x")}", "1");
        await client.PublishAsync(bench.Topic("a//b"), "2");
        Assert.Equal(["1", "2"], (await client.DrainAsync()).Select(one => one.Payload));
    }

    private static Hello Persistent(Hello hello) =>
        hello with { Clean = false, Properties = hello.Version == 5 ? [Property.SessionExpiry(1000)] : [] };

    private static async Task<WireClient> AwayAsync(Bench bench, int version)
    {
        var (away, answer) = await bench.HandshakeAsync(version, "away", Persistent);
        Assert.False(answer.SessionPresent);
        await away.SubscribeAsync(bench.Topic("x/#"), 2);
        return away;
    }
}
