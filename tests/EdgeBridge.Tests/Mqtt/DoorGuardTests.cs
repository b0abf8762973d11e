using System.Net;
using System.Net.Sockets;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

/// <summary>What ends a connection, and that it ends no other one.</summary>
public sealed class DoorGuardTests : MqttDoorTests
{
    private static readonly byte[] ConnectVersion5 = [0x10, 14, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 60, 0, 0, 1, (byte)'v'];

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
        Assert.True(answer is [0xE0, _, var code, ..] && code == reason, $"{what}: {(answer is null ? "nothing" : Convert.ToHexString(answer))}");
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
    public async Task One_address_gets_its_share_of_connections_and_a_seat_that_is_left_is_free()
    {
        await using var broker = await StartEmbeddedAsync(options => options with { AddressConnectionLimit = 2 });
        using var first = await RawMqttClient.OpenAsync(broker.Port, "1");
        using var second = await RawMqttClient.OpenAsync(broker.Port, "2");
        using var third = await RawMqttClient.OpenAsync(broker.Port, connect: false);
        Assert.Null(await third.ReceiveAsync());
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
                    return next.GetStream().ReadByte() == 0x20;
                }
                catch (IOException)
                {
                    return false;
                }
            },
            () => "a seat is free again");
    }

    [Fact]
    public void Seats_are_counted_in_all_and_by_address()
    {
        var seats = new ConnectionSeats(limit: 3, addressLimit: 2);
        var (here, there) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        Assert.True(seats.TryTake(here, out _) && seats.TryTake(here, out _));
        Assert.False(seats.TryTake(here, out var reached));
        Assert.Equal(2, reached);
        Assert.True(seats.TryTake(there, out _));
        Assert.False(seats.TryTake(there, out reached));
        Assert.Equal(3, reached);
        seats.Release(here);
        Assert.True(seats.TryTake(there, out _));
    }

    [Fact]
    public async Task Who_dribbles_is_cut_off_and_who_sends_slowly_but_steadily_is_not()
    {
        var time = new FakeTimeProvider();
        await using var gate = Gatekeeper.Open(new(), time, NullLogger.Instance);
        var door = new DeviceDoor(new() { Node = "n1" }, Intake, gate, time, NullLogger.Instance, CancellationToken.None) { Route = _ => { } };
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = await RawMqttClient.OpenAsync(((IPEndPoint)listener.LocalEndpoint).Port, connect: false);
        using var connection = new DeviceConnection(new DeviceLink(await listener.AcceptSocketAsync(Cancellation)), door);
        var watch = new DoorWatch(door, () => [connection]);
        var receiving = connection.ReceivePacketAsync(Cancellation);
        await client.SendAsync([0x10, 100, 0]);
        await Eventually.TrueAsync(() => connection.Progress is { IsInside: true, Bytes: 3 }, () => "the beginning has come");
        watch.Look();
        time.Advance(door.Options.PacketGrace);
        watch.Look();
        Assert.False(receiving.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        watch.Look();
        Assert.Null(await receiving.WaitAsync(TimeSpan.FromSeconds(20), Cancellation));
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
