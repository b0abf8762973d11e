using EventEdge.Fuzz.Wire;

namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>What becomes of messages and sessions over lost connections, and what the answers say; in both versions.</summary>
internal static class BehavioursOfFlow
{
    private const int NoLocal = 4;

    public static IEnumerable<Behaviour> All(int version)
    {
        Func<Bench, Task> In(Func<Bench, int, Task> check) => bench => check(bench, version);
        yield return new(
            "A QoS 2 message that was received is released over a reconnect, and arrives once", "MQTT-4.3.3-10, MQTT-4.4.0-1",
            In(ReleasedLater));
        yield return new(
            "What waits for a client comes in the order it was sent, QoS 1 and 2 mixed", "MQTT-4.6.0-5, MQTT-4.6.0-6", In(OfflineOrder));
        yield return new("A takeover publishes the will of the connection it ends", "MQTT-3.1.2-8, MQTT-3.1.4-3", In(WillAtTakeover));
        yield return new("The DUP flag of the sender is not handed on", "MQTT-3.3.1-3", In(DuplicateFlag));
        yield return new("SUBACK answers each filter in its order", "MQTT-3.8.4-5, MQTT-3.8.4-6", In(SubscribeAnswers));
        yield return new("A message without payload is a message", "§3.3.3", In(EmptyPayload));
        yield return new("A message of 100,000 bytes arrives whole", "§3.3.3", In(LongPayload));
        yield return new("A keep alive of 0 lets a client be silent", "§3.1.2.10", In(NoKeepAlive));
        yield return new(
            "A retained message comes again when the subscription is made again", "MQTT-3.3.1-9, MQTT-3.8.4-4", In(RetainedAgain));
        yield return new("Subscriptions of a client that was away are still there", "MQTT-3.1.2-5", In(SubscriptionsStay));
    }

    public static IEnumerable<Behaviour> Of5() =>
    [
        new("A session that has ended takes its QoS 2 identifiers with it", "MQTT-4.1.0-2, MQTT-4.3.3-10", EndedIdentifiers),
        new("UNSUBACK says which filters were subscribed to", "MQTT-3.11.3-2", UnsubscribeAnswers),
        new("No local holds for retained messages", "MQTT-3.8.3-3", LocalRetained),
        new("A retained message says how long it has", "MQTT-3.3.2-6", RetainedExpiry),
        new("Both sides count their messages in flight anew on each connection", "MQTT-4.9.0-1", FreshQuota),
    ];

    private static async Task ReleasedLater(Bench bench, int version)
    {
        var listener = await bench.ConnectAsync(version, "listener");
        await listener.SubscribeAsync(bench.Topic("x"), 2);
        var sender = await bench.ConnectAsync(version, "sender", Persistent);
        await sender.SendAsync(Packets.Publish(version, bench.Topic("x"), "once", 2, 7));
        await sender.ExpectAsync(5);
        sender.Dispose();
        var (back, answer) = await bench.HandshakeAsync(version, "sender", Persistent);
        Assert.True(answer.SessionPresent);
        await back.SendAsync(Packets.Publish(version, bench.Topic("x"), "once", 2, 7, retain: false, dup: true));
        await back.ExpectAsync(5);
        await back.SendAsync(Packets.Acknowledge(0x62, 7));
        Assert.Equal(0, (await back.ExpectAsync(7)).Reason);
        Assert.Equal("once", Assert.Single(await listener.DrainAsync()).Payload);
    }

    private static async Task OfflineOrder(Bench bench, int version)
    {
        var away = await bench.ConnectAsync(version, "away", Persistent);
        await away.SubscribeAsync(bench.Topic("x"), 2);
        await away.DisconnectAsync();
        var sender = await bench.ConnectAsync(version, "sender");
        for (var n = 0; n < 10; n++) await sender.PublishAsync(bench.Topic("x"), $"{n}", 1 + (n % 2));
        var back = await bench.ConnectAsync(version, "away", Persistent);
        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"{n}"), (await back.MessagesAsync(10)).Select(one => one.Payload));
    }

    private static async Task WillAtTakeover(Bench bench, int version)
    {
        var listener = await bench.ConnectAsync(version, "listener");
        await listener.SubscribeAsync(bench.Topic("will"), 1);
        await bench.ConnectAsync(version, "same", hello => hello with { Will = new(bench.Topic("will"), "of the first") });
        var second = await bench.ConnectAsync(version, "same");
        Assert.Equal("of the first", (await listener.MessageAsync()).Payload);
        await second.PingAsync();
    }

    private static async Task DuplicateFlag(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.SubscribeAsync(bench.Topic("x"), 1);
        await client.SendAsync(Packets.Publish(version, bench.Topic("x"), "1", 1, 9, retain: false, dup: true));
        Assert.False((await client.MessageAsync()).Dup);
    }

    private static async Task SubscribeAnswers(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        Assert.Equal((int[])[2, 0, 1], await client.SubscribeAsync([(bench.Topic("a"), 2), (bench.Topic("b"), 0), (bench.Topic("c"), 1)]));
    }

    private static async Task EmptyPayload(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.SubscribeAsync(bench.Topic("x"), 1);
        await client.PublishAsync(bench.Topic("x"), string.Empty);
        Assert.Equal(string.Empty, (await client.MessageAsync()).Payload);
    }

    private static async Task LongPayload(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.SubscribeAsync(bench.Topic("x"), 2);
        var payload = string.Concat(Enumerable.Range(0, 12_500).Select(n => $"{n:D8}"));
        for (var qos = 0; qos <= 2; qos++) await client.PublishAsync(bench.Topic("x"), payload, qos);
        Assert.All(await client.MessagesAsync(3), one => Assert.Equal(payload, one.Payload));
    }

    private static async Task NoKeepAlive(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a", hello => hello with { KeepAlive = 0 });
        await bench.PassAsync(TimeSpan.FromSeconds(3));
        await client.PingAsync();
    }

    private static async Task RetainedAgain(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a");
        await client.PublishAsync(bench.Topic("x"), "kept", 1, retain: true);
        for (var time = 0; time < 2; time++)
        {
            await client.SubscribeAsync(bench.Topic("x"), 1);
            Assert.True((await client.MessageAsync()).Retain);
        }
    }

    private static async Task SubscriptionsStay(Bench bench, int version)
    {
        var client = await bench.ConnectAsync(version, "a", Persistent);
        await client.SubscribeAsync(bench.Topic("+/x"), 0);
        client.Dispose();
        var (back, answer) = await bench.HandshakeAsync(version, "a", Persistent);
        Assert.True(answer.SessionPresent);
        await back.PublishAsync(bench.Topic("1/x"), "1", 0);
        Assert.Equal("1", (await back.MessageAsync()).Payload);
    }

    private static async Task EndedIdentifiers(Bench bench)
    {
        var listener = await bench.ConnectAsync(5, "listener");
        await listener.SubscribeAsync(bench.Topic("x"), 2);
        for (var run = 0; run < 2; run++)
        {
            // Without an expiry the session ends with the connection, clean start or not.
            var (sender, answer) = await bench.HandshakeAsync(5, "sender", hello => hello with { Clean = false });
            Assert.False(answer.SessionPresent);
            await sender.SendAsync(Packets.Publish(5, bench.Topic("x"), $"of run {run}", 2, 7));
            await sender.ExpectAsync(5);
            if (run == 0) await sender.DisconnectAsync();
            else await sender.SendAsync(Packets.Acknowledge(0x62, 7));
        }

        // A broker may hand a message on when it comes or when it is released; the second one is another message in any case.
        while ((await listener.MessageAsync()).Payload != "of run 1")
        {
        }
    }

    private static async Task UnsubscribeAnswers(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.SubscribeAsync(bench.Topic("x"), 1);
        Assert.Equal((int[])[0x11, 0], await client.UnsubscribeAsync(bench.Topic("never"), bench.Topic("x")));
    }

    private static async Task LocalRetained(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.PublishAsync(bench.Topic("x"), "own", 1, retain: true);
        await client.SubscribeAsync(bench.Topic("x"), 1 | NoLocal);
        Assert.Empty(await client.DrainAsync());
        var other = await bench.ConnectAsync(5, "b");
        await other.SubscribeAsync(bench.Topic("x"), 1 | NoLocal);
        Assert.Equal("own", (await other.MessageAsync()).Payload);
    }

    private static async Task RetainedExpiry(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.PublishAsync(bench.Topic("x"), "1", 1, true, Property.MessageExpiry(60));
        await bench.PassAsync(TimeSpan.FromSeconds(2));
        await client.SubscribeAsync(bench.Topic("x"), 1);
        Assert.InRange((long)(await client.MessageAsync())[0x02]!, 50, 58);
    }

    private static async Task FreshQuota(Bench bench)
    {
        const int Otherwise = 20;
        for (var connection = 0; connection < 2; connection++)
        {
            var (sender, answer) = await bench.HandshakeAsync(5, "sender", Persistent);
            var maximum = answer[0x21] as int? ?? Otherwise;
            var count = maximum * 3 / 4;
            for (var id = 1; id <= count; id++)
                await sender.SendAsync(Packets.Publish(5, bench.Topic("x"), "x", 2, id + (connection * count)));
            for (var id = 1; id <= count; id++) await sender.ExpectAsync(5);
            sender.Dispose();
        }
    }

    private static Hello Persistent(Hello hello) =>
        hello with { Clean = false, Properties = hello.Version == 5 ? [Property.SessionExpiry(1000)] : [] };
}
