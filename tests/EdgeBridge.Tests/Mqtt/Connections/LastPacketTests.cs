using System.Text;
using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Mqtt.Listener;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Connections;

/// <summary>What a client reads when its connection is ended: whole packets, then one that says why, and nothing behind it.</summary>
public sealed class LastPacketTests : MqttEndpointTests
{
    private const int Rounds = 20;

    // Nothing to a listener; the first byte of the payload is where MQTT 5 has its properties.
    private static readonly byte[] Talk = [
        .. Enumerable.Range(0, 5000).SelectMany(_ => RawMqttClient.Publish("noise", payload: "\0x"))];

    // The listener's clock stands still: no limit passes unless the test says so.
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Nothing_follows_the_notice_of_a_subscriber_that_is_too_slow_however_much_comes_for_it()
    {
        await using var broker = await StartEmbeddedAsync(options => options with { SubscriberBytesLimit = 16 << 10 });
        await using var sensor = await ConnectAsync(broker.Port);
        for (var round = 0; round < Rounds; round++)
        {
            using var slow = await SubscribeAsync(broker.Port, "t", qos: 1);
            for (var n = 0; n < 200; n++) await sensor.PublishAsync("t", new byte[1 << 10], cancellation: Cancellation);
            await AssertToldAsync(slow, 0x97);
            await sensor.FlushAsync(Cancellation);
        }
    }

    [Fact]
    public async Task A_client_that_goes_on_talking_reads_why_it_is_cut_off()
    {
        await using var broker = await StartEmbeddedAsync();
        for (var round = 0; round < Rounds; round++)
        {
            using var talker = await SubscribeAsync(broker.Port, "t");
            var talking = talker.SendAsync([.. Talk, 0x36, 6, 0, 1, (byte)'t', 0, 1, 0, .. Talk, .. Talk]);
            await AssertToldAsync(talker, 0x81);
            await talking.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    [Fact]
    public async Task A_client_that_goes_on_talking_reads_that_its_session_was_taken_over()
    {
        await using var broker = await StartEmbeddedAsync();
        var earlier = await SubscribeAsync(broker.Port, "t");
        for (var round = 0; round < Rounds; round++)
        {
            var talking = earlier.SendAsync(Talk);
            var later = await SubscribeAsync(broker.Port, "t");
            await AssertToldAsync(earlier, 0x8E);
            await talking.ContinueWith(_ => { }, TaskScheduler.Default);
            earlier.Dispose();
            earlier = later;
        }

        earlier.Dispose();
    }

    [Fact]
    public async Task Who_takes_over_does_not_wait_until_its_earlier_connection_has_read_the_notice()
    {
        await using var broker = await StartStandingAsync();
        using var vanished = await SubscribeAsync(broker.Port, "t");
        using var back = await SubscribeAsync(broker.Port, "t");
        await back.AssertNothingCameAsync();
        await AssertToldAsync(vanished, 0x8E);
    }

    [Fact]
    public async Task A_subscriber_that_reads_again_in_time_gets_what_was_on_its_way_and_the_notice()
    {
        await using var broker = await StartStandingAsync();
        using var slow = await SubscribeAsync(broker.Port, "t");
        await FloodAsync(broker);
        var talking = slow.SendAsync([.. Enumerable.Repeat(Talk, 100).SelectMany(one => one)]);
        await AssertToldAsync(slow, 0x97);
        await talking.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_subscriber_that_reads_no_more_is_let_go_when_its_time_is_over()
    {
        await using var broker = await StartStandingAsync();
        using var slow = await SubscribeAsync(broker.Port, "t");
        await FloodAsync(broker);
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(DeviceSocket.PartingTimeLimit);
                return broker.ConnectionCount == 0;
            },
            () => "the connection is closed");
        Assert.DoesNotContain(await slow.ReceiveToEndAsync(), one => one[0] == 0xE0);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task At_a_stop_what_was_sent_arrives_although_its_reader_talks(byte version)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var broker = await StartStandingAsync();
            using var client = await SubscribeAsync(broker.Port, "eventedge/n1/status", version: version);
            var talking = client.SendAsync(Talk);
            var stopping = broker.DisposeAsync().AsTask();
            var packets = await client.ReceiveToEndAsync();
            if (version == 5) Assert.Equal([0xE0, 2, 0x8B, 0], packets[^1]);
            var status = packets[version == 5 ? ^2 : ^1];
            Assert.Contains("offline", Encoding.UTF8.GetString(status), StringComparison.Ordinal);
            Assert.EndsWith("}", Encoding.UTF8.GetString(status), StringComparison.Ordinal);
            await talking.ContinueWith(_ => { }, TaskScheduler.Default);
            client.Dispose();
            await stopping;
        }
    }

    private async Task<EmbeddedBroker> StartStandingAsync()
    {
        var broker = new EmbeddedBroker(
            new() { Node = "n1", Port = 0, SubscriberBytesLimit = 1 << 20 }, Intake, _time, NullLogger<EmbeddedBroker>.Instance);
        await broker.StartAsync(Cancellation);
        return broker;
    }

    // Until the buffers of both systems and the queue are full: the last packet has to wait for the middle of another.
    private static async Task FloodAsync(EmbeddedBroker broker)
    {
        await using var sensor = await ConnectAsync(broker.Port);
        while (broker.Counts.MessagesDropped == 0)
            await sensor.PublishAsync("t", new byte[200 << 10], cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
    }

    private static async Task<RawMqttClient> SubscribeAsync(int port, string filter, int qos = 0, byte version = 5)
    {
        var client = await RawMqttClient.OpenAsync(port, connect: false);
        byte[] properties = version == 5 ? [0] : [];
        await client.SendAsync(
            [0x10, (byte)(13 + properties.Length), 0, 4, .. "MQTT"u8, version, 2, 0, 60, .. properties, 0, 1, (byte)'v']);
        Assert.Equal((0x20, 0), await client.ReceiveAsync() is [var kind, _, _, var code, ..] ? (kind, code) : default);
        await client.SendAsync([
            0x82, (byte)(5 + properties.Length + filter.Length), 0, 1, .. properties, 0, (byte)filter.Length,
            .. Encoding.UTF8.GetBytes(filter), (byte)qos]);
        Assert.Equal(0x90, (await client.ReceiveAsync())![0]);
        return client;
    }

    private static async Task AssertToldAsync(RawMqttClient client, byte reason)
    {
        var packets = await client.ReceiveToEndAsync();
        Assert.Equal([0xE0, 2, reason, 0], packets[^1]);
        Assert.All(packets.SkipLast(1), one => Assert.NotEqual(0xE0, one[0]));
    }
}
