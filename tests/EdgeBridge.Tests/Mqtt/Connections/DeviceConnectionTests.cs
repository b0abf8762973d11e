using System.Net;
using System.Net.Sockets;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Tests.Mqtt.Sessions;
using MQTTnet.Packets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Connections;

/// <summary>What of a client's packets its session gets to see.</summary>
public sealed class DeviceConnectionTests : MqttEndpointTests, IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<RoutedMessage> _routed = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Messages_nobody_wants_are_taken_and_not_routed()
    {
        var endpoint = NewEndpoint();
        var (client, connection) = await OpenAsync(endpoint);
        using (client)
        using (connection)
        {
            await client.SendAsync([.. RawMqttClient.Publish("t", payload: "1"), .. RawMqttClient.Publish("t", payload: "2"), 0xC0, 0]);
            Assert.IsType<MqttPingReqPacket>(await connection.ReceivePacketAsync(Cancellation));
            Assert.Equal(["1", "2"], Intake.Texts);
            Assert.Empty(_routed);
        }
    }

    [Fact]
    public async Task A_client_is_silent_when_no_packet_has_come_for_one_and_a_half_times_its_keep_alive()
    {
        var (client, connection) = await OpenAsync(NewEndpoint());
        using (client)
        using (connection)
        {
            _time.Advance(TimeSpan.FromSeconds(90));
            Assert.False(connection.IsSilent());
            await client.SendAsync([0xC0, 0]);
            await connection.ReceivePacketAsync(Cancellation);
            Assert.False(connection.IsSilent());
            _time.Advance(TimeSpan.FromSeconds(90));
            Assert.False(connection.IsSilent());
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(connection.IsSilent());
        }
    }

    [Fact]
    public async Task Messages_that_a_subscriber_wants_are_all_routed()
    {
        var endpoint = NewEndpoint();
        endpoint.Subscriptions.Put(SubscriptionTreeTests.Of(SubscriptionTreeTests.NewSession("listener"), "t/+"));
        var (client, connection) = await OpenAsync(endpoint);
        using (client)
        using (connection)
        {
            await client.SendAsync(
                [.. RawMqttClient.Publish("t/1"), .. RawMqttClient.Publish("t/2"), .. RawMqttClient.Publish("t/1", 1), 0xC0, 0]);
            Assert.IsType<MqttPingReqPacket>(await connection.ReceivePacketAsync(Cancellation));
            Assert.Equal(["t/1", "t/2", "t/1"], _routed.Select(one => one.Topic));
        }
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "E0028200")]
    public async Task Who_was_not_answered_yet_is_sent_nothing_but_the_answer(bool isAnswered, string sent)
    {
        var (client, connection) = await OpenAsync(NewEndpoint(), version: 5);
        using (client)
        using (connection)
        {
            if (isAnswered)
            {
                await connection.WelcomeAsync(new MqttConnAckPacket(), Cancellation);
                Assert.Equal(0x20, (await client.ReceiveAsync())![0]);
            }

            await connection.CutOffAsync(MqttFaultException.Protocol("it does what it may not"));
            Assert.Equal(sent, Convert.ToHexString([.. (await client.ReceiveToEndAsync()).SelectMany(one => one)]));
        }
    }

    [Fact]
    public async Task Nothing_is_sent_behind_the_notice_and_trying_to_does_not_close_the_connection_before_it_is_read()
    {
        var (client, connection) = await OpenAsync(NewEndpoint(), version: 5);
        using (client)
        using (connection)
        {
            await connection.WelcomeAsync(new MqttConnAckPacket(), Cancellation);
            await client.ReceiveAsync();
            await connection.CutOffAsync(MqttFaultException.OverQuota("it takes less than it is sent"));
            await Assert.ThrowsAsync<IOException>(() => connection.SendPacketAsync(new MqttPingRespPacket(), Cancellation));
            connection.Dispose(); // As whoever could not send does.
            Assert.False(connection.Parted.IsCompleted);
            Assert.Equal("E0029700", Convert.ToHexString([.. (await client.ReceiveToEndAsync()).SelectMany(one => one)]));
            client.Dispose();
            await connection.Parted.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        }
    }

    public void Dispose() => _listener.Dispose();

    private DeviceEndpoint NewEndpoint() =>
        new(new EmbeddedBrokerOptions { Node = "n1" }, Intake, AccessControl.Open(new(), _time, NullLogger.Instance), _time,
            NullLogger.Instance, CancellationToken.None)
        { Route = Route };

    private Task<bool> Route(RoutedMessage message)
    {
        _routed.Add(message);
        return Task.FromResult(true);
    }

    private async Task<(RawMqttClient Client, DeviceConnection Connection)> OpenAsync(DeviceEndpoint endpoint, byte version = 4)
    {
        _listener.Start();
        var opening = RawMqttClient.OpenAsync(((IPEndPoint)_listener.LocalEndpoint).Port, connect: false);
        var connection = new DeviceConnection(new DeviceLink(await _listener.AcceptSocketAsync(Cancellation)), endpoint);
        var client = await opening;
        byte[] properties = version == 5 ? [0] : [];
        await client.SendAsync(
            [0x10, (byte)(13 + properties.Length), 0, 4, .. "MQTT"u8, version, 2, 0, 60, .. properties, 0, 1, (byte)'c']);
        Assert.IsType<MqttConnectPacket>(await connection.ReceivePacketAsync(Cancellation));
        return (client, connection);
    }
}
