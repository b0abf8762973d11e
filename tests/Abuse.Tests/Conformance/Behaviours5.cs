using EventEdge.Abuse.Tests.Wire;
using EventEdge.Fuzz.Wire;

namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>What MQTT 5 added for messages and subscriptions.</summary>
internal static class Behaviours5
{
    private const int NoLocal = 4;
    private const int RetainAsPublished = 8;
    private const int OnlyIfNew = 0x10;
    private const int NeverRetained = 0x20;

    public static IEnumerable<Behaviour> All() =>
    [
        new("User properties arrive unaltered and in order", "MQTT-3.3.2-17, MQTT-3.3.2-18", UserProperties),
        new("Request and response: response topic, correlation data, content type and payload format are forwarded",
            "MQTT-3.3.2-4, MQTT-3.3.2-15, MQTT-3.3.2-16, MQTT-3.3.2-20", Request),
        new("An expired message is not delivered, and others say how long they have", "MQTT-3.3.2-5, MQTT-3.3.2-6", Expiry),
        new("An expired retained message is gone", "MQTT-3.3.2-5", RetainedExpiry),
        new("No local: a client does not hear itself", "MQTT-3.8.3-3", Local),
        new("Retain as published keeps the flag", "MQTT-3.3.1-12, MQTT-3.3.1-13", AsPublished),
        new("Retain handling 1 sends only for a new subscription, 2 never", "MQTT-3.3.1-9 to MQTT-3.3.1-11", RetainHandling),
        new("Subscription identifiers come with the messages", "MQTT-3.3.4-3, MQTT-3.3.4-4", Identifiers),
        new("Overlapping subscriptions show every identifier", "MQTT-3.3.4-4, MQTT-3.3.4-5", AllIdentifiers),
        new("A shared subscription gives each message to one member", "MQTT-4.8.2-4 to MQTT-4.8.2-6", Shared),
        new("A shared subscription gets no retained messages", "§4.8.2", SharedRetained),
        new("A client's topic aliases stand for its topics", "MQTT-3.3.2-7 to MQTT-3.3.2-12", ClientAliases),
        new("The server uses the aliases a client offers", "§3.1.2.11.5 (may)", ServerAliases),
        new("No alias to a client that takes none", "MQTT-3.1.2-26, MQTT-3.1.2-27", NoServerAliases),
        new("A will comes after its delay", "MQTT-3.1.2-8", WillDelay),
        new("A client that comes back in time has no will published", "MQTT-3.1.3-9", WillInTime),
        new("The end of a session ends its will's delay", "MQTT-3.1.2-8", WillAtSessionEnd),
        new("A will's properties are forwarded", "§3.1.3.2", WillProperties),
        new("DISCONNECT with reason 0x04 publishes the will", "MQTT-3.14.4-3", WillOnRequest),
    ];

    private static async Task UserProperties(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.SubscribeAsync(bench.Topic("x"), 2);
        await client.PublishAsync(
            bench.Topic("x"), "1", 1, false, Property.User("b", "2"), Property.User("a", "1"), Property.User("b", "3"));
        Assert.Equal(
            [("b", "2"), ("a", "1"), ("b", "3")], (await client.MessageAsync()).Properties.Select(one => ((string, string))one.Value));
    }

    private static async Task Request(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.SubscribeAsync(bench.Topic("x"), 1);
        await client.PublishAsync(
            bench.Topic("x"), "1", 1, false, Property.ResponseTopic(bench.Topic("answer")), Property.CorrelationData([1, 2]),
            Property.ContentType("text/plain"), Property.PayloadFormat(1));
        var message = await client.MessageAsync();
        Assert.Equal((bench.Topic("answer"), "0102", "text/plain", 1), (message[0x08], message[0x09], message[0x03], message[0x01]));
    }

    private static async Task Expiry(Bench bench)
    {
        await (await AwayAsync(bench)).DisconnectAsync();
        var sender = await bench.ConnectAsync(5, "sender");
        await sender.PublishAsync(bench.Topic("x"), "short", 1, false, Property.MessageExpiry(1));
        await sender.PublishAsync(bench.Topic("x"), "long", 1, false, Property.MessageExpiry(60));
        await bench.PassAsync(TimeSpan.FromSeconds(2));
        var back = await bench.ConnectAsync(5, "away", Persistent);
        var only = Assert.Single(await back.DrainAsync());
        Assert.Equal("long", only.Payload);
        Assert.InRange((long)only[0x02]!, 50, 58);
    }

    private static async Task RetainedExpiry(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.PublishAsync(bench.Topic("x"), "1", 1, true, Property.MessageExpiry(1));
        await bench.PassAsync(TimeSpan.FromSeconds(2));
        await client.SubscribeAsync(bench.Topic("x"), 1);
        Assert.Empty(await client.DrainAsync());
    }

    private static async Task Local(Bench bench)
    {
        var (one, other) = (await bench.ConnectAsync(5, "a"), await bench.ConnectAsync(5, "b"));
        await one.SubscribeAsync(bench.Topic("x"), 1 | NoLocal);
        await one.PublishAsync(bench.Topic("x"), "own");
        await other.PublishAsync(bench.Topic("x"), "other");
        Assert.Equal(["other"], (await one.DrainAsync()).Select(message => message.Payload));
    }

    private static async Task AsPublished(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.SubscribeAsync(bench.Topic("x"), 1 | RetainAsPublished);
        await client.PublishAsync(bench.Topic("x"), "1", 1, retain: true);
        await client.PublishAsync(bench.Topic("x"), "2");
        Assert.Equal([true, false], (await client.MessagesAsync(2)).Select(one => one.Retain));
    }

    private static async Task RetainHandling(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.PublishAsync(bench.Topic("x"), "1", 1, retain: true);
        await client.SubscribeAsync(bench.Topic("x"), 1 | NeverRetained);
        Assert.Empty(await client.DrainAsync());
        await client.UnsubscribeAsync(bench.Topic("x"));
        await client.SubscribeAsync(bench.Topic("x"), 1 | OnlyIfNew);
        Assert.Single(await client.DrainAsync());
        await client.SubscribeAsync(bench.Topic("x"), 1 | OnlyIfNew);
        Assert.Empty(await client.DrainAsync());
    }

    private static async Task Identifiers(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.SubscribeAsync(bench.Topic("x"), 1, Property.SubscriptionId(7));
        await client.SubscribeAsync(bench.Topic("y"), 1, Property.SubscriptionId(268_435_455));
        await client.SubscribeAsync(bench.Topic("z"), 1);
        foreach (var name in new[] { "x", "y", "z" }) await client.PublishAsync(bench.Topic(name), name);
        Assert.Equal([7, 268_435_455, null], (await client.MessagesAsync(3)).Select(one => one[0x0B]));
    }

    private static async Task AllIdentifiers(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.SubscribeAsync(bench.Topic("+"), 1, Property.SubscriptionId(7));
        await client.SubscribeAsync(bench.Topic("#"), 2, Property.SubscriptionId(8));
        await client.PublishAsync(bench.Topic("x"), "1", 2);
        var shown = (await client.DrainAsync())
            .SelectMany(one => one.Properties.Where(property => property.Id == 0x0B).Select(property => (int)property.Value));
        Assert.Equal([7, 8], shown.Order());
    }

    private static async Task Shared(Bench bench)
    {
        var (one, two) = (await bench.ConnectAsync(5, "a"), await bench.ConnectAsync(5, "b"));
        foreach (var client in new[] { one, two })
            await client.SubscribeAsync([($"$share/{bench.Id("g")}/{bench.Topic("x")}", 1), (bench.Topic("y"), 1)]);
        var sender = await bench.ConnectAsync(5, "sender");
        for (var n = 0; n < 10; n++) await sender.PublishAsync(bench.Topic("x"), $"{n}");
        await sender.PublishAsync(bench.Topic("y"), "all");
        var (first, second) = (await one.DrainAsync(), await two.DrainAsync());
        Assert.All(new[] { first, second }, each => Assert.Single(each, message => message.Payload == "all"));
        Assert.Equal(12, first.Count + second.Count);
        Assert.Equal(11, first.Concat(second).Select(message => message.Payload).Distinct().Count());
    }

    private static async Task SharedRetained(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.PublishAsync(bench.Topic("x"), "1", 1, retain: true);
        await client.SubscribeAsync($"$share/{bench.Id("g")}/{bench.Topic("x")}", 1);
        Assert.Empty(await client.DrainAsync());
    }

    private static async Task ClientAliases(Bench bench)
    {
        var (client, answer) = await bench.HandshakeAsync(5, "a");
        Assert.True(answer[0x22] is int and > 1, "the broker offers topic aliases");
        await client.SubscribeAsync(bench.Topic("+"), 1);
        await client.PublishAsync(bench.Topic("x"), "1", 1, false, Property.TopicAlias(1));
        await client.PublishAsync(string.Empty, "2", 2, false, Property.TopicAlias(1));
        await client.PublishAsync(bench.Topic("y"), "3", 0, false, Property.TopicAlias(1));
        await client.PublishAsync(string.Empty, "4", 0, false, Property.TopicAlias(1));
        Assert.Equal(
            new[] { "x1", "x2", "y3", "y4" }.Select(bench.Topic),
            (await client.DrainAsync()).OrderBy(one => one.Payload).Select(one => one.Topic + one.Payload));
    }

    private static async Task ServerAliases(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a", hello => hello with { Properties = [Property.TopicAliasMaximum(1)] });
        await client.SubscribeAsync(bench.Topic("+"), 1);
        foreach (var name in new[] { "x", "x", "y" }) await client.PublishAsync(bench.Topic(name), name);
        var messages = await client.MessagesAsync(3);
        Assert.Equal(
            [(bench.Topic("x"), 1), (string.Empty, 1), (bench.Topic("y"), null)], messages.Select(one => (one.Topic, (int?)one[0x23])));
    }

    private static async Task NoServerAliases(Bench bench)
    {
        var client = await bench.ConnectAsync(5, "a");
        await client.SubscribeAsync(bench.Topic("x"), 1);
        foreach (var _ in Enumerable.Range(0, 3)) await client.PublishAsync(bench.Topic("x"), "x");
        Assert.All(await client.MessagesAsync(3), one => Assert.Null(one[0x23]));
    }

    private static async Task WillDelay(Bench bench)
    {
        var listener = await ListenerAsync(bench);
        (await bench.ConnectAsync(5, "lost", hello => WithDelay(hello, bench, delay: 2, expiry: 60))).Dispose();
        var waiting = listener.Waiting;
        listener.Waiting = null;
        Assert.Empty(await listener.DrainAsync());
        listener.Waiting = waiting;
        await bench.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal("gone", (await listener.MessageAsync()).Payload);
    }

    private static async Task WillInTime(Bench bench)
    {
        var listener = await ListenerAsync(bench);
        (await bench.ConnectAsync(5, "lost", hello => WithDelay(hello, bench, delay: 2, expiry: 60))).Dispose();
        await bench.ConnectAsync(5, "lost", Persistent);
        await bench.PassAsync(TimeSpan.FromSeconds(4));
        Assert.Empty(await listener.DrainAsync());
    }

    private static async Task WillAtSessionEnd(Bench bench)
    {
        var listener = await ListenerAsync(bench);
        (await bench.ConnectAsync(5, "lost", hello => WithDelay(hello, bench, delay: 60, expiry: 1))).Dispose();
        await bench.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal("gone", (await listener.MessageAsync()).Payload);
    }

    private static async Task WillProperties(Bench bench)
    {
        var listener = await ListenerAsync(bench);
        byte[][] properties = [Property.ContentType("text/plain"), Property.User("a", "b")];
        (await bench.ConnectAsync(5, "lost", hello => hello with { Will = new(bench.Topic("will"), "gone", 1, false, properties) }))
            .Dispose();
        var message = await listener.MessageAsync();
        Assert.Equal(("text/plain", ("a", "b")), (message[0x03], message[0x26]));
    }

    private static async Task WillOnRequest(Bench bench)
    {
        var listener = await ListenerAsync(bench);
        var client = await bench.ConnectAsync(5, "polite", hello => hello with { Will = new(bench.Topic("will"), "gone") });
        await client.DisconnectAsync(reason: 4);
        Assert.Equal("gone", (await listener.MessageAsync()).Payload);
    }

    private static Hello Persistent(Hello hello) => hello with { Clean = false, Properties = [Property.SessionExpiry(1000)] };

    private static Hello WithDelay(Hello hello, Bench bench, int delay, int expiry) => hello with
    {
        Properties = [Property.SessionExpiry(expiry)],
        Will = new(bench.Topic("will"), "gone", 1, false, [Property.WillDelay(delay)]),
    };

    private static async Task<WireClient> ListenerAsync(Bench bench)
    {
        var listener = await bench.ConnectAsync(5, "listener");
        await listener.SubscribeAsync(bench.Topic("will"), 1);
        return listener;
    }

    private static async Task<WireClient> AwayAsync(Bench bench)
    {
        var away = await bench.ConnectAsync(5, "away", Persistent);
        await away.SubscribeAsync(bench.Topic("x"), 1);
        return away;
    }
}
