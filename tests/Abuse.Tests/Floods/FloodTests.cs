using EventEdge.Abuse.Tests.Conformance;
using EventEdge.Fuzz.Wire;

namespace EventEdge.Abuse.Tests.Floods;

/// <summary>Many of anything is bounded, and a sensor beside it goes on.</summary>
public sealed class FloodTests
{
    private const int SubscriptionLimit = 1000;

    [Fact]
    public async Task A_flood_of_connections_is_served_or_closed_and_a_sensor_goes_on()
    {
        await using var bench = await OurBench.StartAsync();
        var sensor = await bench.ConnectAsync(4, "sensor");
        for (var wave = 0; wave < 5; wave++)
        {
            var sockets = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => bench.OpenAsync(4)));
            await Task.WhenAll(
                sockets.Where((_, n) => n % 2 == 0).Select((one, n) => one.SendAsync(Packets.Connect(new Hello(4, $"flood-{n}")))));
            await sensor.PublishAsync(bench.Topic("x"), $"{wave}");
            foreach (var socket in sockets) socket.Dispose();
        }

        Assert.Equal(5, bench.Intake.Taken.Count(one => one.Client == bench.Id("sensor")));
    }

    [Fact]
    public async Task A_socket_that_never_says_who_it_is_is_closed()
    {
        await using var bench = await OurBench.StartAsync();
        var (silent, dribbling) = (await bench.OpenAsync(4), await bench.OpenAsync(5));
        await dribbling.SendAsync([0x10]);
        await bench.PassAsync(TimeSpan.FromSeconds(12));
        Assert.Equal(-1, await silent.ClosedAsync());
        Assert.Equal(-1, await dribbling.ClosedAsync());
    }

    [Fact]
    public async Task A_client_that_lets_its_packet_drip_is_closed()
    {
        await using var bench = await OurBench.StartAsync();
        var client = await bench.ConnectAsync(4, "drip");
        await client.SendAsync(Packets.PingReq, [0x30, 100, 0, 1]);
        await client.ExpectAsync(13);
        Assert.Equal(-1, await client.ClosedAsync());
        Assert.Empty(bench.Intake.Taken);
    }

    [Fact]
    public async Task What_waits_for_clients_that_are_away_is_bounded_for_all_of_them_together()
    {
        const int Away = 6, Messages = 60;
        await using var bench = await OurBench.StartAsync();
        for (var n = 0; n < Away; n++)
        {
            var client = await bench.ConnectAsync(4, $"away-{n}", hello => hello with { Clean = false });
            await client.SubscribeAsync(bench.Topic("x"), 1);
            await client.DisconnectAsync();
            await bench.PassAsync(TimeSpan.FromSeconds(1));
        }

        var sender = await bench.ConnectAsync(4, "sender");
        var payload = new string('x', 250_000);
        for (var n = 0; n < Messages; n++) await sender.PublishAsync(bench.Topic("x"), payload);
        await bench.PassAsync(TimeSpan.FromSeconds(2));
        await sender.PingAsync();
        var kept = new List<bool>();
        for (var n = 0; n < Away; n++)
            kept.Add((await bench.HandshakeAsync(4, $"away-{n}", hello => hello with { Clean = false })).Answer.SessionPresent);
        Assert.Equal([false, false, true, true, true, true], kept); // 15 MB each, 64 MiB for all: those away longest have made room.
    }

    [Theory]
    [InlineData(4, 0x80)]
    [InlineData(5, 0x97)]
    public async Task Subscriptions_of_one_client_are_bounded_and_it_is_told(int version, int refusal)
    {
        await using var bench = await OurBench.StartAsync();
        var client = await bench.ConnectAsync(version, "flood");
        var codes = new List<int>();
        for (var from = 0; from < 2 * SubscriptionLimit; from += 500)
        {
            codes.AddRange(await client.SubscribeAsync([.. Enumerable.Range(from, 500).Select(n => ($"flood/{n}/+/#", 1))]));
        }

        Assert.Equal(SubscriptionLimit, codes.Count(code => code == 1));
        Assert.Equal(SubscriptionLimit, codes.Count(code => code == refusal));
        Assert.Equal(1, Assert.Single(await client.SubscribeAsync("flood/7/+/#", 1)));
        await client.PingAsync();
    }

    [Fact]
    public async Task Deep_and_overlapping_filters_slow_down_nobody()
    {
        await using var bench = await OurBench.StartAsync();
        var deep = string.Join('/', Enumerable.Repeat("a", 100));
        var client = await bench.ConnectAsync(4, "flood");
        var filters = Enumerable.Range(0, 500)
            .Select(n => string.Join('/', deep.Split('/').Select((level, at) => at > 7 && ((n >> (at % 9)) & 1) == 1 ? "+" : level)));
        foreach (var part in filters.Chunk(100)) await client.SubscribeAsync([.. part.Select(filter => (filter, 0))]);
        var sensor = await bench.ConnectAsync(4, "sensor");
        for (var n = 0; n < 20; n++) await sensor.PublishAsync(deep, $"{n}");
        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"{n}"), (await client.MessagesAsync(20)).Select(one => one.Payload));
    }

    [Fact]
    public async Task A_filter_deeper_than_topics_may_be_ends_the_connection()
    {
        await using var bench = await OurBench.StartAsync();
        var client = await bench.ConnectAsync(5, "flood");
        await client.SendAsync(Packets.Subscribe(5, 1, [(string.Join('/', Enumerable.Repeat("+", 20_000)), 0)]));
        Assert.Equal(0x8F, await client.ClosedAsync());
    }

    [Fact]
    public async Task The_same_filter_a_thousand_times_in_one_packet_sends_what_is_retained_once()
    {
        await using var bench = await OurBench.StartAsync();
        var sensor = await bench.ConnectAsync(4, "sensor");
        for (var n = 0; n < 50; n++) await sensor.PublishAsync(bench.Topic($"{n}"), "x", 1, retain: true);
        var client = await bench.ConnectAsync(4, "flood");
        await client.SubscribeAsync([.. Enumerable.Repeat((bench.Topic("#"), 0), 1000)]);
        Assert.Equal(50, (await client.DrainAsync()).Count);
    }
}
