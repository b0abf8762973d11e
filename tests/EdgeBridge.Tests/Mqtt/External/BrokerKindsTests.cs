using System.Collections.Concurrent;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External;

/// <summary>Brokers that can do less, or want something else, are worked with as far as they go, and what is missing is told.</summary>
public sealed class BrokerKindsTests : MqttEndpointTests
{
    private static readonly TopicSubscription Plant = new("plant/#", 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_broker_that_never_heard_of_version_5_is_spoken_to_in_its_own(bool hangsUp)
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        using var gate = new VersionGate(mosquitto.Port, hangsUp);
        await using var endpoint = await StartExternalAsync(gate.Port, Plant);
        await UpAsync(endpoint);
        await using var sensor = await ConnectAsync(mosquitto.Port);
        for (var n = 0; n < 20; n++) await sensor.PublishAsync("plant/1", Bytes($"{n}"), n % 3, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await Intake.WaitForAsync(20);
        Assert.Equal("3.1.1", endpoint.Broker.Protocol);
    }

    [Fact]
    public async Task Own_output_does_not_come_back_from_a_broker_that_knows_no_way_to_keep_it()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        using var gate = new VersionGate(mosquitto.Port, hangsUp: false);
        await using var endpoint = await StartExternalAsync(gate.Port, Plant);
        await UpAsync(endpoint);
        for (var n = 0; n < 100; n++) Assert.True(endpoint.TryPublish(new LocalMessage("plant/alerts", Bytes($"{n % 10}"), Retain: false)));
        await using var sensor = await ConnectAsync(mosquitto.Port);
        await sensor.PublishAsync("plant/alerts", Bytes("3"), cancellation: Cancellation);
        await Intake.WaitForAsync(1);
        await sensor.PublishAsync("plant/last", Bytes("last"), cancellation: Cancellation);
        await Eventually.TrueAsync(() => Intake.Texts.LastOrDefault() == "last", () => "the last message comes");
        Assert.Equal(["3", "last"], Intake.Texts);
    }

    [Theory]
    [InlineData("retain_available false")]
    [InlineData("max_qos 0")]
    [InlineData("max_qos 0", "retain_available false")]
    public async Task A_broker_without_retained_messages_or_acknowledgements_is_used_without_them(params string[] lines)
    {
        await using var mosquitto = await MosquittoServer.StartAsync(_ => lines);
        await using var endpoint = await StartExternalAsync(mosquitto.Port, Plant, new TopicSubscription("other/+/t", 1));
        await UpAsync(endpoint);
        var heard = new ConcurrentQueue<string>();
        await using var listener = await ConnectAsync(mosquitto.Port, "listener");
        await listener.SubscribeAsync("alerts", (_, payload) => heard.Enqueue(Text(payload)), qos: 0, cancellation: Cancellation);
        Assert.True(endpoint.TryPublish(new LocalMessage("alerts", Bytes("hot"), Retain: true)));
        await Eventually.TrueAsync(() => heard.Count == 1, () => $"the result is published, but: {endpoint.LastError}");
        await listener.PublishAsync("plant/1", Bytes("x"), qos: 0, cancellation: Cancellation);
        await Intake.WaitForAsync(1);
        Assert.True(endpoint.IsUp);
    }

    [Fact]
    public async Task A_refused_subscription_is_a_state_and_the_rest_goes_on()
    {
        using var broker = new ScriptedBroker();
        await using var endpoint = await StartExternalAsync(
            broker.Port, new TopicSubscription("secret/#", 1), new TopicSubscription("secret/a", 1));
        using var link = await broker.AcceptVersion5Async(sessionPresent: false);
        var first = await link.ExpectAsync(0x80);
        Assert.Contains("secret/#", System.Text.Encoding.UTF8.GetString(first), StringComparison.Ordinal);
        await link.AnswerAsync(0x80, first, code: 0x87);
        var second = await link.ExpectAsync(0x80);
        Assert.Contains("secret/a", System.Text.Encoding.UTF8.GetString(second), StringComparison.Ordinal);
        await link.AnswerAsync(0x80, second);
        await link.AnswerAsync(0x30, await link.ExpectAsync(0x30));
        await UpAsync(endpoint);
        Assert.Equal("secret/#", Assert.Single(endpoint.Broker.RefusedSubscriptions).Key);
        Assert.Contains("refuses 1 subscription", endpoint.Broker.Problem, StringComparison.Ordinal);
        await link.PublishAsync("secret/a", "x", 1, id: 1);
        await Intake.WaitForAsync(1);
    }

    [Fact]
    public async Task Two_nodes_of_one_name_are_told_by_cause_and_do_not_fight()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var first = await StartExternalAsync(mosquitto.Port, Patient, Plant);
        await UpAsync(first);
        await using var second = await StartExternalAsync(mosquitto.Port, Patient, Plant);
        ExternalBroker[] both = [first, second];
        await Eventually.TrueAsync(
            () => both.Any(node => node.Broker.State == "taken_over"), () => $"one is told, but: {first.LastError}, {second.LastError}");
        await Eventually.TrueAsync(() => both.Any(node => node.IsUp), () => "the other one has the session");
        var away = both.First(node => node.Broker.State == "taken_over");
        Assert.Contains("two nodes of one name", away.Broker.Problem, StringComparison.Ordinal);
        Assert.Equal(1, away.Broker.Takeovers);

        static ExternalBrokerOptions Patient(ExternalBrokerOptions options) => options with { TakeoverPause = TimeSpan.FromMinutes(10) };
    }

    [Fact]
    public async Task A_broker_that_says_who_has_the_session_is_believed_at_once()
    {
        using var broker = new ScriptedBroker();
        await using var endpoint = await StartExternalAsync(broker.Port, Plant);
        using var link = await broker.AcceptVersion5Async(sessionPresent: false);
        await link.SendAsync(0xE0, 0x8E, 0);
        await Eventually.TrueAsync(() => endpoint.Broker.State == "taken_over", () => $"it is told, but: {endpoint.LastError}");
        Assert.Contains("--node", endpoint.Problem!.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_over_too_many_nodes_is_refused_and_told_and_what_is_published_counts_on()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var first = await StartExternalAsync(
            mosquitto.Port, options => options with { Node = "a", HopLimit = 4 }, new TopicSubscription("to/a", 1, "bridge"));
        await using var second = await StartExternalAsync(
            mosquitto.Port, options => options with { Node = "b", HopLimit = 4 }, new TopicSubscription("to/b", 1, "bridge"));
        // Each answers whatever comes to it on the other's topic: two nodes that bridge to each other.
        Intake.Answer = one => ValueTask.FromResult((one.Topic == "to/a" ? first : second)
            .TryPublish(new LocalMessage(one.Topic == "to/a" ? "to/b" : "to/a", Bytes(one.Text), Retain: false, "bridge")));
        await UpAsync(first);
        await UpAsync(second);
        await using var sensor = await ConnectAsync(mosquitto.Port);
        await sensor.PublishAsync("to/a", Bytes("round and round"), cancellation: Cancellation);
        await Eventually.TrueAsync(() => !Intake.Refused.IsEmpty, () => "the loop ends");
        var (binding, topic, reason) = Assert.Single(Intake.Refused);
        Assert.Equal(("bridge", "to/b"), (binding, topic));
        Assert.Contains("more than 4", reason, StringComparison.Ordinal);
        Assert.Equal(5, Intake.All.Count);
        Assert.Equal(1, first.Broker.LoopsRefused + second.Broker.LoopsRefused);
    }
}
