using System.Collections.Concurrent;
using System.Globalization;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External;

/// <summary>Against a real Mosquitto with the configuration that ships.</summary>
public sealed class ExternalBrokerTests : MqttEndpointTests
{
    private static readonly TopicSubscription Plant = new("plant/#", 2);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_message_at_the_broker_reaches_the_intake_once(int qos)
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var endpoint = await StartExternalAsync(mosquitto.Port, Plant);
        await UpAsync(endpoint);
        await using var sensor = await ConnectAsync(mosquitto.Port);
        for (var n = 0; n < 500; n++) await sensor.PublishAsync("plant/1/temp", Bytes($"{n}"), qos, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await Intake.WaitForAsync(500);
        // At QoS 2 Mosquitto orders by PUBREL, and the publisher releases in the order its answers come.
        var order = qos == 2 ? Intake.Texts.OrderBy(text => int.Parse(text, CultureInfo.InvariantCulture)) : Intake.Texts;
        Assert.Equal(Enumerable.Range(0, 500).Select(n => $"{n}"), order);
        Assert.All(Intake.All, one => Assert.Equal(qos, one.Qos));
    }

    [Fact]
    public async Task What_is_not_durable_is_delivered_again_after_a_reconnect()
    {
        var refusals = 2;
        Intake.Answer = one => ValueTask.FromResult(one.Text != "bad" || Interlocked.Decrement(ref refusals) < 0);
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var endpoint = await StartExternalAsync(mosquitto.Port, Plant);
        await UpAsync(endpoint);
        await using var sensor = await ConnectAsync(mosquitto.Port);
        foreach (var text in new[] { "a", "bad", "c" }) await sensor.PublishAsync("plant/1/temp", Bytes(text), cancellation: Cancellation);
        await Eventually.TrueAsync(
            () => Intake.Texts.Count(text => text == "bad") == 3 && Intake.Texts.Last() == "c",
            () => $"the third 'bad' is taken, got {string.Join(' ', Intake.Texts)}");
        Assert.Equal("a message could not be made durable", endpoint.LastError);
        Assert.True(Intake.All.Last(one => one.Text == "bad").Duplicate);
        Assert.Equal(["a", "bad", "bad", "bad", "c"], Intake.Texts);
    }

    [Fact]
    public async Task After_a_restart_of_the_broker_it_is_subscribed_and_nothing_is_lost_at_qos_1()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var endpoint = await StartExternalAsync(mosquitto.Port, Plant);
        await UpAsync(endpoint);
        await SendAsync(mosquitto.Port, 0, 100);
        await Intake.WaitForAsync(100);
        await mosquitto.StopAsync();
        await Eventually.TrueAsync(() => !endpoint.IsUp, () => "the listener is down");
        Assert.False(endpoint.TryPublish(new LocalMessage("t", Bytes("{}"), Retain: false)));
        await mosquitto.RunAsync();
        await SendAsync(mosquitto.Port, 100, 100);
        // What the broker had no acknowledgement for comes again, so 200 messages may be fewer than 200 different ones.
        await Eventually.TrueAsync(
            () => Intake.Texts.Distinct().Count() >= 200, () => $"all are taken, got {Intake.Texts.Distinct().Count()}");
        Assert.Equal(Enumerable.Range(0, 200).Select(n => $"{n}"), Intake.Texts.Distinct());
    }

    [Fact]
    public async Task What_comes_while_the_node_is_away_waits_in_its_session()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using (var endpoint = await StartExternalAsync(mosquitto.Port, Plant)) await UpAsync(endpoint);
        await SendAsync(mosquitto.Port, 0, 50);
        await using var back = await StartExternalAsync(mosquitto.Port, Plant);
        await Intake.WaitForAsync(50);
        Assert.Equal(Enumerable.Range(0, 50).Select(n => $"{n}"), Intake.Texts);
    }

    [Fact]
    public async Task A_broker_that_cannot_be_reached_is_a_state_and_the_listener_comes_up_when_it_can()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await mosquitto.StopAsync();
        await using var endpoint = await StartExternalAsync(mosquitto.Port, Plant);
        await Eventually.TrueAsync(() => endpoint.LastError is not null, () => "the reason is visible");
        Assert.False(endpoint.IsUp);
        await mosquitto.RunAsync();
        await UpAsync(endpoint);
    }

    [Fact]
    public async Task Only_the_difference_of_the_filters_is_sent()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var endpoint = await StartExternalAsync(
            mosquitto.Port, new TopicSubscription("a/#", 1), new TopicSubscription("b/#", 1));
        await UpAsync(endpoint);
        await using var sensor = await ConnectAsync(mosquitto.Port);
        await sensor.PublishAsync("a/kept", Bytes("retained"), retain: true, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await Intake.WaitForAsync(1);
        await endpoint.UseFiltersAsync([new("a/#", 1), new("c/#", 1)], Cancellation);
        foreach (var topic in new[] { "b/1", "c/1", "a/1" }) await sensor.PublishAsync(topic, Bytes("x"), cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await Intake.WaitForAsync(3);
        Assert.Equal(["a/kept", "c/1", "a/1"], Intake.All.Select(one => one.Topic));
    }

    [Fact]
    public async Task Own_output_is_published_and_does_not_come_back_in()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var endpoint = await StartExternalAsync(mosquitto.Port, Plant);
        await UpAsync(endpoint);
        await using var listener = await ConnectAsync(mosquitto.Port, "listener");
        var heard = new ConcurrentQueue<string>();
        await listener.SubscribeAsync("plant/#", (_, payload) => heard.Enqueue(Text(payload)), cancellation: Cancellation);
        for (var n = 0; n < 300; n++) Assert.True(endpoint.TryPublish(new LocalMessage("plant/alerts", Bytes($"{n}"), Retain: false)));
        await Eventually.TrueAsync(() => heard.Count == 300, () => "all alerts are heard");
        await listener.PublishAsync("plant/last", Bytes("last"), cancellation: Cancellation);
        await Intake.WaitForAsync(1);
        Assert.Equal(["last"], Intake.Texts);
    }

    [Fact]
    public async Task The_status_is_online_then_offline_and_by_last_will_when_the_node_is_lost()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var listener = await ConnectAsync(mosquitto.Port, "listener");
        var states = new ConcurrentQueue<string>();
        await listener.SubscribeAsync("eventedge/n1/status", (_, payload) => states.Enqueue(Text(payload)), cancellation: Cancellation);
        await using (var endpoint = await StartExternalAsync(mosquitto.Port, Plant)) await UpAsync(endpoint);
        await Eventually.TrueAsync(() => states.Count == 2, () => "online and offline");
        Assert.Contains("online", states.First(), StringComparison.Ordinal);
        Assert.Contains("offline", states.Last(), StringComparison.Ordinal);

        // A refused message makes the listener drop its connection without a goodbye: that is how the broker sees a lost node.
        Intake.Answer = _ => ValueTask.FromResult(Intake.All.Count > 1);
        await using var lost = await StartExternalAsync(mosquitto.Port, Plant);
        await UpAsync(lost);
        await SendAsync(mosquitto.Port, 0, 1);
        await Eventually.TrueAsync(() => states.Count >= 5, () => "online, will, online again");
        Assert.Equal([false, true, false], states.Skip(2).Take(3).Select(state => state.Contains("offline", StringComparison.Ordinal)));
    }

    private static async Task SendAsync(int port, int first, int count)
    {
        await using var sensor = await ConnectAsync(port);
        for (var n = first; n < first + count; n++) await sensor.PublishAsync("plant/1/temp", Bytes($"{n}"), cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
    }
}
