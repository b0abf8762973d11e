using System.Collections.Concurrent;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.EdgeBridge.Mqtt.Retained;
using MQTTnet;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Clients;

/// <summary>A will is not lost because the node stops: it is published then, or by the next run when its delay is over.</summary>
public sealed class WillOverStopTests : WillFixture
{
    [Fact]
    public async Task The_will_of_a_connected_client_is_taken_told_and_kept_when_the_broker_stops()
    {
        var reported = new ConcurrentQueue<string>();
        var broker = await StartEmbeddedAsync(WithFiles);
        await using var listener = await ConnectAsync(broker.Port, "listener");
        await listener.SubscribeAsync("w", (_, payload) => reported.Enqueue(Text(payload)), cancellation: Cancellation);
        using var client = await OpenAsync(broker.Port, "c", delay: 0, expiry: 0);
        await broker.DisposeAsync();
        Assert.Equal(["gone"], Intake.Texts);
        await Eventually.TrueAsync(() => reported.SequenceEqual(["gone"]), () => "the subscriber is told");
        using var file = RetainedFile.Open(Files.File("retained.db"));
        Assert.Contains(file.Read(), one => one.Topic == "w");
    }

    [Fact]
    public async Task A_will_whose_delay_is_not_over_is_published_by_the_next_run()
    {
        await StopWithDelayedWillAsync();
        await using var next = await StartAsync();
        Time.Advance(TimeSpan.FromSeconds(50));
        using (var other = await RawMqttClient.OpenAsync(next.Port, "other")) await other.AssertNothingCameAsync();
        Assert.Empty(Intake.Texts);
        await Eventually.TrueAsync(
            () => { Time.Advance(TimeSpan.FromSeconds(1)); return Intake.Texts.Any(); }, () => "the will is published");
        Assert.Equal(
            ("w", "gone", 1, true, "c"),
            (Intake.All[0].Topic, Intake.All[0].Text, Intake.All[0].Qos, Intake.All[0].Retained, Intake.All[0].ClientId));
    }

    [Fact]
    public async Task A_client_that_is_back_in_time_takes_its_will_back()
    {
        await StopWithDelayedWillAsync();
        await using var next = await StartAsync();
        using var back = await OpenAsync(next.Port, "c", delay: 0, expiry: 1000, will: false);
        for (var n = 0; n < 100; n++) Time.Advance(TimeSpan.FromSeconds(1));
        await back.PublishAsync(
            new MqttApplicationMessageBuilder().WithTopic("end").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
            Cancellation);
        Assert.Equal(["end"], Intake.All.Select(one => one.Topic));
    }

    [Fact]
    public async Task A_will_whose_time_comes_while_nobody_runs_is_published_at_the_next_start()
    {
        await StopWithDelayedWillAsync();
        Time.Advance(TimeSpan.FromSeconds(2000)); // The session is over too.
        await using var next = await StartAsync();
        await Eventually.TrueAsync(
            () => { Time.Advance(TimeSpan.FromSeconds(1)); return Intake.Texts.Any(); }, () => "the will is published");
        Assert.Equal(0, next.SessionCount);
    }

    [Fact]
    public async Task Wills_that_nobody_takes_as_the_broker_stops_are_published_by_the_next_run()
    {
        Intake.Answer = _ => new(new TaskCompletionSource<bool>().Task);
        var broker = await StartAsync();
        foreach (var name in new[] { "c1", "c2", "c3" }) (await OpenAsync(broker.Port, name, delay: 60, expiry: 1000)).Dispose();
        await Eventually.TrueAsync(() => broker is { ConnectionCount: 0, SessionCount: 3 }, () => "all are away");
        // Their delays are over, and a disk that hangs keeps the first of them.
        await InTimeAsync(61, () => Intake.Texts.Any(), "one is due");

        var stopping = broker.DisposeAsync().AsTask();
        await Eventually.TrueAsync(() => !broker.IsUp, () => "the broker stops");
        await InTimeAsync(0.5, () => stopping.IsCompleted, "it has stopped");
        var before = Intake.All.Count;
        Intake.Answer = _ => ValueTask.FromResult(true);
        await using var next = await StartAsync();

        await InTimeAsync(1, () => Intake.All.Count == before + 3, "all three are published");
        Assert.Equal(["c1", "c2", "c3"], Intake.All.Skip(before).Select(one => one.ClientId).Order());
    }

    [Fact]
    public async Task Where_nothing_is_kept_a_delayed_will_is_published_at_the_stop()
    {
        var broker = await StartEmbeddedAsync();
        using var client = await OpenAsync(broker.Port, "c", delay: 60, expiry: 1000);
        await broker.DisposeAsync();
        Assert.Equal(["gone"], Intake.Texts);
    }

    private Task InTimeAsync(double step, Func<bool> condition, string what) => Eventually.TrueAsync(
        () =>
        {
            if (condition()) return true;
            Time.Advance(TimeSpan.FromSeconds(step));
            return condition();
        },
        () => what);

    private async Task StopWithDelayedWillAsync()
    {
        var broker = await StartAsync();
        using var client = await OpenAsync(broker.Port, "c", delay: 60, expiry: 1000);
        await broker.DisposeAsync();
        Assert.Empty(Intake.Texts);
    }

    private Task<EmbeddedBroker> StartAsync() => StartAsync(Intake);
}
