using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Listener;

public sealed class EmbeddedBrokerTests : MqttEndpointTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_device_message_reaches_the_intake_once(int qos)
    {
        await using var broker = await StartEmbeddedAsync();
        await using var sensor = await ConnectAsync(broker.Port);
        for (var n = 0; n < 500; n++) await sensor.PublishAsync($"plant/{n % 7}/temp", Bytes($"{n}"), qos, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await Intake.WaitForAsync(500);
        Assert.Equal(Enumerable.Range(0, 500).Select(n => $"{n}"), Intake.Texts);
        Assert.All(Intake.All, one => Assert.Equal((qos, "sensor"), (one.Qos, one.ClientId)));
        Assert.Equal("plant/3/temp", Intake.All[3].Topic);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_local_subscriber_gets_device_messages_too(int qos)
    {
        await using var broker = await StartEmbeddedAsync();
        await using var sensor = await ConnectAsync(broker.Port);
        await using var listener = await ConnectAsync(broker.Port, "listener");
        await sensor.PublishAsync("plant/1/temp", Bytes("before"), qos, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        // At QoS 0 nothing says when the broker has taken it, and another connection may overtake it.
        await Intake.WaitForAsync(1);
        var heard = new ConcurrentQueue<string>();
        await listener.SubscribeAsync("plant/+/temp", (_, payload) => heard.Enqueue(Text(payload)), 2, Cancellation);
        await sensor.PublishAsync("plant/1/temp", Bytes("after"), qos, cancellation: Cancellation);
        await Eventually.TrueAsync(() => !heard.IsEmpty, () => "the subscriber hears");
        Assert.Equal(["after"], heard);
        Assert.Equal(["before", "after"], Intake.Texts);
    }

    [Fact]
    public async Task A_retained_message_is_kept_for_who_subscribes_later()
    {
        await using var broker = await StartEmbeddedAsync();
        await using var sensor = await ConnectAsync(broker.Port);
        await sensor.PublishAsync("plant/setpoint", Bytes("80"), retain: true, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        Assert.Equal("80", await FirstAsync(broker.Port, "plant/setpoint"));
        Assert.True(Assert.Single(Intake.All).Retained);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_follows_a_refused_message_is_refused_too_so_that_the_next_connection_brings_it_in_order(int qos)
    {
        var disk = new TaskCompletionSource<bool>();
        Intake.Answer = one => one.Text switch
        {
            "1" => new(disk.Task),
            "2" => new(false),
            _ => new(true),
        };
        await using var broker = await StartEmbeddedAsync();
        using var sensor = await RawMqttClient.OpenAsync(broker.Port);
        for (ushort n = 1; n <= 4; n++) await sensor.SendAsync(RawMqttClient.Publish("plant/a", n == 4 ? 0 : qos, n, payload: $"{n}"));
        await Eventually.TrueAsync(() => Intake.Texts.Contains("4"), () => "all are read while the first still waits for the disk");
        disk.SetResult(true);
        Assert.Equal([(byte)(qos == 1 ? 0x40 : 0x50), 2, 0, 1], await sensor.ReceiveAsync());
        Assert.Null(await sensor.ReceiveAsync());
        Assert.Equal(["1", "2", "4"], Intake.Texts);
    }

    [Fact]
    public async Task Own_output_reaches_subscribers_and_does_not_come_back_in()
    {
        await using var broker = await StartEmbeddedAsync();
        await using var listener = await ConnectAsync(broker.Port, "listener");
        var heard = new ConcurrentQueue<string>();
        await listener.SubscribeAsync("#", (topic, _) => heard.Enqueue(topic), cancellation: Cancellation);
        Assert.True(broker.TryPublish(new LocalMessage("plant/alerts/press", Bytes("{}"), Retain: false)));
        await Eventually.TrueAsync(() => heard.Contains("plant/alerts/press"), () => "the alert is heard");
        await listener.PublishAsync("last", Bytes(""), cancellation: Cancellation);
        await listener.FlushAsync(Cancellation);
        Assert.Equal(["last"], Intake.All.Select(one => one.Topic));
    }

    [Fact]
    public async Task The_status_says_online_and_on_dispose_offline()
    {
        var broker = await StartEmbeddedAsync();
        await using var listener = await ConnectAsync(broker.Port, "listener");
        var states = new ConcurrentQueue<string>();
        await listener.SubscribeAsync("eventedge/n1/status", (_, payload) => states.Enqueue(Text(payload)), cancellation: Cancellation);
        await Eventually.TrueAsync(() => states.Count == 1, () => "online");
        Assert.Matches("""^\{"node":"n1","state":"online","since":"\d{4}-.*Z"\}$""", states.Last());
        await broker.DisposeAsync();
        await Eventually.TrueAsync(() => states.Count == 2, () => "offline");
        Assert.Contains("\"state\":\"offline\"", states.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var error = await Assert.ThrowsAsync<MqttListenerException>(() => StartEmbeddedAsync(options => options with { Port = port }));
        Assert.StartsWith($"the MQTT broker cannot listen at 127.0.0.1:{port}: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("0.0.0.0", "only loopback")]
    [InlineData("192.168.1.10", "only loopback")]
    [InlineData("sensor-hub", "not an IP address")]
    public async Task Other_addresses_than_loopback_are_refused(string host, string reason)
    {
        var error = await Assert.ThrowsAsync<MqttListenerException>(() => StartEmbeddedAsync(options => options with { Host = host }));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_name_must_be_one_topic_level()
    {
        await Assert.ThrowsAsync<MqttListenerException>(() => StartEmbeddedAsync(options => options with { Node = "a/b" }));
        await Assert.ThrowsAsync<MqttListenerException>(() => StartEmbeddedAsync(options => options with { Node = "+" }));
    }

    private static async Task<string> FirstAsync(int port, string filter)
    {
        await using var listener = await ConnectAsync(port, "later");
        var heard = new TaskCompletionSource<string>();
        await listener.SubscribeAsync(filter, (_, payload) => heard.TrySetResult(Text(payload)), cancellation: Cancellation);
        return await heard.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancellation);
    }
}
