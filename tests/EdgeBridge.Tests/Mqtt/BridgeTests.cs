using System.Collections.Concurrent;
using System.Text;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

/// <summary>Bridges of Mosquitto connect as they are.</summary>
public sealed class BridgeTests : MqttEndpointTests
{
    [Fact]
    public async Task A_mosquitto_bridges_both_ways_with_default_settings_and_nothing_comes_back()
    {
        await using var broker = await StartEmbeddedAsync();
        var states = new ConcurrentQueue<string>();
        var here = new ConcurrentQueue<string>();
        await using var local = await ConnectAsync(broker.Port, "local");
        await local.SubscribeAsync(
            "$SYS/broker/connection/+/state", (topic, payload) => states.Enqueue($"{topic} {Text(payload)}"), cancellation: Cancellation);
        await local.SubscribeAsync("plant/#", (topic, payload) => here.Enqueue($"{topic} {Text(payload)}"), cancellation: Cancellation);
        await local.PublishAsync("plant/setpoint", Bytes("80"), 1, retain: true, cancellation: Cancellation);
        await local.FlushAsync(Cancellation);

        await using var mosquitto = await MosquittoServer.StartAsync(
            _ => ["connection edge", $"address 127.0.0.1:{broker.Port}", "topic # both 1"]);
        var there = new ConcurrentQueue<string>();
        await using var remote = await ConnectAsync(mosquitto.Port, "remote");
        await remote.SubscribeAsync("plant/#", (topic, payload) => there.Enqueue($"{topic} {Text(payload)}"), cancellation: Cancellation);
        await Eventually.TrueAsync(
            () => states.Any(one => one.EndsWith(".edge/state 1", StringComparison.Ordinal)), () =>
                $"the bridge is up: {string.Join(", ", states)}");
        await Eventually.TrueAsync(() => there.Contains("plant/setpoint 80"), () => "what is retained here is there");

        await remote.PublishAsync("plant/there", Bytes("1"), cancellation: Cancellation);
        await local.PublishAsync("plant/here", Bytes("2"), cancellation: Cancellation);
        await Eventually.TrueAsync(() => here.Contains("plant/there 1") && there.Contains("plant/here 2"), () => "both ways");
        await remote.PublishAsync("plant/end", Bytes("."), cancellation: Cancellation);
        await Eventually.TrueAsync(() => here.Contains("plant/end ."), () => "the last one");
        Assert.Equal(here.Distinct(), here);
        Assert.Equal(there.Distinct(), there);
        Assert.Single(Intake.All, one => one.Topic == "plant/there");

        await mosquitto.StopAsync();
        await Eventually.TrueAsync(
            () => states.Any(one => one.EndsWith(".edge/state 0", StringComparison.Ordinal)), () => "the bridge says that it is gone");
    }

    [Theory]
    [InlineData("$SYS/broker/connection/raw/state", true)]
    [InlineData("$SYS/broker/connection/other/state", false)]
    [InlineData("$SYS/broker/uptime", false)]
    public async Task A_client_speaks_for_its_own_bridge_and_for_nothing_else_of_the_broker(string topic, bool isTaken)
    {
        await using var broker = await StartEmbeddedAsync();
        using var client = await RawMqttClient.OpenAsync(broker.Port, "raw");
        await client.SendAsync(RawMqttClient.Publish(topic, 1));
        Assert.Equal(isTaken ? [0x40, 2, 0, 1] : null, await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_version_nobody_speaks_is_refused_whatever_its_high_bit()
    {
        await using var broker = await StartEmbeddedAsync();
        foreach (var (level, answer) in ((byte, byte)[])[(0x84, 0), (0x83, 1), (0x85, 1), (0x06, 1)])
        {
            using var client = await RawMqttClient.OpenAsync(broker.Port, connect: false);
            await client.SendAsync([0x10, 13, 0, 4, .. Encoding.ASCII.GetBytes("MQTT"), level, 2, 0, 60, 0, 1, (byte)'b']);
            Assert.Equal([0x20, 2, 0, answer], await client.ReceiveAsync());
        }
    }
}
