using System.Net;
using System.Net.Sockets;
using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.EdgeBridge.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Listener;

/// <summary>What ends a connection, and that it ends no other one.</summary>
public sealed class ListenerGuardTests : MqttEndpointTests
{
    private static readonly byte[] ConnectVersion5 = [
        0x10, 14, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 60, 0, 0, 1, (byte)'v'];

    /// <summary>A packet of MQTT 5, and the reason code of the DISCONNECT that answers it.</summary>
    public static TheoryData<string, byte[], byte> Illegal => new()
    {
        { "a packet over the limit", [0x30, 0xFF, 0xFF, 0xFF, 0x7F], 0x95 },
        { "a remaining length of five bytes", [0x30, 0x80, 0x80, 0x80, 0x80, 0x01], 0x81 },
        { "quality of service 3", [0x36, 6, 0, 1, (byte)'t', 0, 1, 0], 0x81 },
        { "a packet identifier of 0", [0x32, 6, 0, 1, (byte)'t', 0, 0, 0], 0x81 },
        { "a topic longer than the packet", [0x30, 3, 0, 9, (byte)'t'], 0x81 },
        { "a wildcard in a topic", [0x30, 6, 0, 3, (byte)'a', (byte)'/', (byte)'#', 0], 0x90 },
        { "a topic of the broker's own", [0x30, 9, 0, 6, .. "$SYS/x"u8, 0], 0x90 },
        { "a topic of a trigger", [0x30, 10, 0, 7, .. "$http/x"u8, 0], 0x90 },
        { "a second CONNECT", ConnectVersion5, 0x82 },
        { "a wildcard amid a level", [0x82, 9, 0, 1, 0, 0, 3, (byte)'a', (byte)'#', (byte)'b', 0], 0x8F },
    };

    [Theory]
    [MemberData(nameof(Illegal))]
    public async Task An_illegal_packet_is_answered_with_its_reason_and_ends_that_connection_only(string what, byte[] packet, byte reason)
    {
        await using var broker = await StartEmbeddedAsync();
        using var bystander = await RawMqttClient.OpenAsync(broker.Port, "bystander");
        using var client = await OpenVersion5Async(broker.Port);
        await client.SendAsync(packet);
        var answer = await client.ReceiveAsync();
        Assert.True(
            answer is [0xE0, _, var code, ..] && code == reason, $"{what}: {(answer is null ? "nothing" : Convert.ToHexString(answer))}");
        Assert.Null(await client.ReceiveAsync());
        await bystander.AssertNothingCameAsync();
        Assert.Empty(Intake.Texts);
    }

    [Fact]
    public async Task Who_has_not_been_let_in_may_send_4_kib_and_no_other_packet_than_connect()
    {
        await using var broker = await StartEmbeddedAsync();
        foreach (var bytes in (byte[][])[[0x10, 0x81, 0x20], RawMqttClient.Publish("t"), [0xC0, 0]])
        {
            using var client = await RawMqttClient.OpenAsync(broker.Port, connect: false);
            await client.SendAsync(bytes);
            Assert.Null(await client.ReceiveAsync());
        }

        Assert.Empty(Intake.Texts);
    }

    [Fact]
    public async Task One_address_gets_its_share_of_connections_and_a_slot_that_is_left_is_free()
    {
        await using var broker = await StartEmbeddedAsync(options => options with { AddressConnectionLimit = 2 });
        using var first = await RawMqttClient.OpenAsync(broker.Port, "1");
        using var second = await RawMqttClient.OpenAsync(broker.Port, "2");
        using var third = await RawMqttClient.OpenAsync(broker.Port, connect: false);
        await third.SendAsync(ConnectVersion5);
        Assert.Equal(0x97, (await third.ReceiveAsync())![3]);
        first.Dispose();
        await Eventually.TrueAsync(
            () =>
            {
                using var next = new TcpClient();
                next.Connect(IPAddress.Loopback, broker.Port);
                next.Client.Send(ConnectVersion5);
                next.ReceiveTimeout = 10_000;
                try
                {
                    var answer = new byte[4];
                    next.GetStream().ReadExactly(answer);
                    return answer[3] == 0;
                }
                catch (IOException)
                {
                    return false;
                }
            },
            () => "a slot is free again");
    }

    [Fact]
    public void Slots_are_counted_in_all_and_by_network_and_spare_ones_are_few()
    {
        var slots = new ConnectionSlots(limit: 3, addressLimit: 2);
        var (here, there) = (IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.2"));
        var first = slots.Take(here)!;
        Assert.False(first.IsSpare || slots.Take(IPAddress.Parse("2001:db8::ffff:1"))!.IsSpare);
        var spare = slots.Take(here)!;
        Assert.Equal((true, 2), (spare.IsSpare, spare.Limit));
        Assert.False(slots.Take(there)!.IsSpare);
        Assert.Equal((true, 3), (slots.Take(there)!.IsSpare, slots.Take(there)!.Limit));
        for (var n = 1; n < ConnectionSlots.AddressSpareLimit; n++) Assert.True(slots.Take(here)!.IsSpare);
        Assert.Null(slots.Take(here));
        slots.Release(first);
        slots.Release(first);
        slots.Promote(spare);
        Assert.True(slots.Take(here)!.IsSpare);
        Assert.Null(slots.Take(here));
        for (var n = 0; n < 100 * ConnectionSlots.SpareLimit; n++) slots.Take(new IPAddress(n));
        Assert.Null(slots.Take(IPAddress.Parse("198.51.100.1")));
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(5, 0x97)]
    public async Task Over_the_limit_a_client_takes_over_its_own_connection_and_others_are_told_why_not(byte version, byte answer)
    {
        await using var broker = await StartEmbeddedAsync(options => options with { ConnectionLimit = 2 });
        using var first = await RawMqttClient.OpenAsync(broker.Port, "vanished");
        using var second = await RawMqttClient.OpenAsync(broker.Port, "there");
        using var stranger = await RawMqttClient.OpenAsync(broker.Port, connect: false);
        await stranger.SendAsync([
            0x10, (byte)(version == 5 ? 14 : 13), 0, 4, .. "MQTT"u8, version, 2, 0, 60, .. version == 5 ? new byte[] { 0 } : [], 0, 1,
            (byte)'s']);
        var refusal = (await stranger.ReceiveAsync())!;
        Assert.Equal((0x20, answer), (refusal[0], refusal[3]));
        Assert.Null(await stranger.ReceiveAsync());
        for (var n = 0; n < 3 * ConnectionSlots.SpareLimit; n++)
        {
            using var again = await RawMqttClient.OpenAsync(broker.Port, "vanished");
            await again.AssertNothingCameAsync();
        }

        await second.AssertNothingCameAsync();
        Assert.Equal(1, broker.Counts.Refused);
    }

    [Fact]
    public async Task Two_thousand_clients_of_one_address_come_in_at_once()
    {
        const int Clients = 2000;
        await using var broker = await StartEmbeddedAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(n => RawMqttClient.OpenAsync(broker.Port, $"c{n}")));
        Assert.Equal(Clients, broker.ConnectionCount);
        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task Who_dribbles_is_cut_off_and_who_sends_slowly_but_steadily_is_not()
    {
        var time = new FakeTimeProvider();
        await using var gate = AccessControl.Open(new(), time, NullLogger.Instance);
        var endpoint = new DeviceEndpoint(
            new() { Node = "n1" }, Intake, gate, time, NullLogger.Instance, CancellationToken.None)
        { Route = _ => Task.FromResult(true) };
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = await RawMqttClient.OpenAsync(((IPEndPoint)listener.LocalEndpoint).Port, connect: false);
        using var connection = new DeviceConnection(new DeviceLink(await listener.AcceptSocketAsync(Cancellation)), endpoint);
        var watch = new ConnectionReaper(endpoint, () => [connection]);
        var receiving = connection.ReceivePacketAsync(Cancellation);
        await client.SendAsync([0x10, 100, 0]);
        await Eventually.TrueAsync(() => connection.Progress is { IsInside: true, Bytes: 3 }, () => "the beginning has come");
        watch.Look();
        time.Advance(endpoint.Options.PacketGrace);
        watch.Look();
        Assert.False(receiving.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        watch.Look();
        Assert.Null(await receiving.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
    }

    [Fact]
    public async Task A_subscriber_that_takes_less_than_it_is_sent_is_told_so_and_disconnected()
    {
        await using var broker = await StartEmbeddedAsync(options => options with { SubscriberBytesLimit = 64 << 10 });
        using var slow = await OpenVersion5Async(broker.Port);
        await slow.SendAsync([0x82, 7, 0, 1, 0, 0, 1, (byte)'t', 1]);
        Assert.Equal(0x90, (await slow.ReceiveAsync())![0]);
        await using var sensor = await ConnectAsync(broker.Port);
        var payload = new byte[16 << 10];
        for (var n = 0; n < 8; n++) await sensor.PublishAsync("t", payload, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        Assert.True(await slow.EndsWithAsync([0xE0, 2, 0x97, 0]), "the slow subscriber is told that it is over its quota");
        Assert.Equal(8, Intake.Texts.Count());
    }

    private static async Task<RawMqttClient> OpenVersion5Async(int port)
    {
        var client = await RawMqttClient.OpenAsync(port, connect: false);
        await client.SendAsync(ConnectVersion5);
        Assert.Equal(0x20, (await client.ReceiveAsync())![0]);
        return client;
    }
}
