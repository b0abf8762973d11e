using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External;

/// <summary>
/// A message counts once, whatever a real broker sends: overlapping filters, filters left over, retained messages, lost sessions.
/// </summary>
public sealed class OverlapTests : MqttEndpointTests, IDisposable
{
    private static readonly TopicSubscription[] Overlapping = [new("plant/+/t", 1), new("plant/d1/#", 2), new("+/d1/t", 0)];
    private readonly TempDirectory _directory = new();

    private string StateFile => Path.Combine(_directory.Path, "mqtt-session.json");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Overlapping_filters_bring_a_message_once(bool onlyVersion311)
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        using var gate = new VersionGate(mosquitto.Port, hangsUp: false);
        await using var endpoint = await StartExternalAsync(onlyVersion311 ? gate.Port : mosquitto.Port, Overlapping);
        await UpAsync(endpoint);
        await using var sensor = await ConnectAsync(mosquitto.Port);
        for (var n = 0; n < 30; n++) await sensor.PublishAsync("plant/d1/t", Bytes($"{n}"), qos: n % 3, cancellation: Cancellation);
        await sensor.PublishAsync("plant/d2/t", Bytes("last"), cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await Intake.WaitForAsync(31);
        await EndAsync(sensor, 32);
        Assert.Equal(32, Intake.Texts.Distinct().Count());
        Assert.Equal(onlyVersion311 ? "3.1.1" : "5", endpoint.Broker.Protocol);
    }

    [Fact]
    public async Task What_waited_under_filters_of_an_earlier_configuration_counts_once_and_they_go()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using (var before = await StartAsync(mosquitto.Port, Overlapping)) await UpAsync(before);
        await using var sensor = await ConnectAsync(mosquitto.Port);
        for (var n = 0; n < 3000; n++) await sensor.PublishAsync("plant/d1/t", Bytes($"{n}"), cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        // Wider than what there was, so that a new subscription would count what it never brought.
        await using var endpoint = await StartAsync(mosquitto.Port, new TopicSubscription("plant/#", 1));
        await Intake.WaitForAsync(3000);
        await sensor.PublishAsync("plant/d1/t", Bytes("live"), cancellation: Cancellation);
        await sensor.PublishAsync("other/d1/t", Bytes("nobody's"), cancellation: Cancellation);
        await EndAsync(sensor, 3002);
        Assert.Equal(3002, Intake.Texts.Distinct().Count());
        await Eventually.TrueAsync(
            () => !File.ReadAllText(StateFile).Contains("d1", StringComparison.Ordinal), () =>
                $"the old filters are gone: {File.ReadAllText(StateFile)}");
        var passedOver = endpoint.Broker.Unwanted;
        await sensor.PublishAsync("plant/d1/t", Bytes("after"), cancellation: Cancellation);
        await sensor.PublishAsync("other/d1/t", Bytes("nobody's"), cancellation: Cancellation);
        await EndAsync(sensor, 3004);
        Assert.Equal(passedOver, endpoint.Broker.Unwanted);
    }

    [Fact]
    public async Task An_edit_while_messages_flow_neither_loses_nor_repeats_one()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var endpoint = await StartAsync(mosquitto.Port, new TopicSubscription("plant/+/t", 1));
        await UpAsync(endpoint);
        await using var sensor = await ConnectAsync(mosquitto.Port);
        TopicSubscription[][] edits = [[new("plant/#", 1)], [new("plant/d1/t", 1), new("+/d1/#", 1)], [new("plant/+/t", 1)], Overlapping];
        for (var n = 0; n < 2000; n++)
        {
            if (n % 200 == 100) await endpoint.UseFiltersAsync(edits[n / 200 % edits.Length], Cancellation);
            await sensor.PublishAsync("plant/d1/t", Bytes($"{n}"), cancellation: Cancellation);
        }

        await EndAsync(sensor, 2001);
        Assert.Equal(Enumerable.Range(0, 2000).Select(n => $"{n}"), Intake.Texts.Take(2000));
    }

    [Fact]
    public async Task A_lost_session_is_told_and_brings_only_those_retained_messages_that_are_news()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var sensor = await ConnectAsync(mosquitto.Port);
        foreach (var topic in new[] { "plant/same", "plant/changed" })
            await sensor.PublishAsync(topic, Bytes("1"), retain: true, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await using var endpoint = await StartExternalAsync(
            mosquitto.Port, options => options with { TakeoverPause = TimeSpan.FromSeconds(3) }, new TopicSubscription("plant/#", 1));
        await Intake.WaitForAsync(2);
        // Whoever asks for a clean session under the same name ends the kept one.
        await using (await ConnectAsync(mosquitto.Port, "eventedge-n1"))
        {
            await sensor.PublishAsync("plant/changed", Bytes("2"), retain: true, cancellation: Cancellation);
            await sensor.FlushAsync(Cancellation);
        }

        await Intake.WaitForAsync(3);
        await EndAsync(sensor, 4);
        Assert.Equal(["1", "1", "2", "end"], Intake.Texts.Order());
        Assert.Equal(1, endpoint.Broker.SessionsLost);
        // Two, when the node is back before the change, which then comes live.
        Assert.InRange(endpoint.Broker.RetainedKnown, 1, 2);
        Assert.Contains("lost the node's session", Assert.Single(Intake.Losses), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_overlaps_brings_no_retained_message_a_second_time()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var sensor = await ConnectAsync(mosquitto.Port);
        await sensor.PublishAsync("plant/d1/t", Bytes("kept"), retain: true, cancellation: Cancellation);
        await sensor.PublishAsync("plant/d2/t", Bytes("kept too"), retain: true, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await using var endpoint = await StartAsync(mosquitto.Port, new TopicSubscription("plant/d1/t", 1));
        await Intake.WaitForAsync(1);
        await endpoint.UseFiltersAsync([new("plant/d1/t", 1), new("plant/#", 1)], Cancellation);
        await Intake.WaitForAsync(2);
        await endpoint.UseFiltersAsync([new("plant/+/t", 1)], Cancellation);
        await EndAsync(sensor, 3, "plant/end/t");
        Assert.Equal(["kept", "kept too", "end"], Intake.Texts);
    }

    private static async Task EndAsync(MqttPublisher sensor, int count, CollectingIntake intake, string topic)
    {
        await sensor.PublishAsync(topic, Bytes("end"), cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await Eventually.TrueAsync(
            () => intake.All.Count >= count && intake.Texts.Last() == "end", () =>
                $"{count} messages come, {intake.All.Count} have, last {intake.Texts.LastOrDefault()}");
        Assert.True(intake.All.Count == count, $"{intake.All.Count} messages instead of {count}");
    }

    private Task EndAsync(MqttPublisher sensor, int count, string topic = "plant/d1/t") => EndAsync(sensor, count, Intake, topic);

    private Task<ExternalBroker> StartAsync(int port, params TopicSubscription[] filters) =>
        StartExternalAsync(port, options => options with { SubscriptionFile = StateFile }, filters);
}
