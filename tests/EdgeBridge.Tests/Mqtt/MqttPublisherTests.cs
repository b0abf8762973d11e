using EventEdge.EdgeBridge.Mqtt;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

public sealed class MqttPublisherTests : MqttEndpointTests
{
    [Fact]
    public async Task Flush_waits_for_every_acknowledgement()
    {
        var durable = new TaskCompletionSource<bool>();
        Intake.Answer = _ => new ValueTask<bool>(durable.Task);
        await using var broker = await StartEmbeddedAsync();
        await using var publisher = await ConnectAsync(broker.Port);
        for (var n = 0; n < 50; n++) await publisher.PublishAsync("t", Bytes($"{n}"), cancellation: Cancellation);
        var flush = publisher.FlushAsync(Cancellation);
        await Intake.WaitForAsync(50);
        Assert.False(flush.IsCompleted);
        durable.SetResult(true);
        await flush;
    }

    [Fact]
    public async Task Publishing_waits_when_the_window_is_full()
    {
        var durable = new TaskCompletionSource<bool>();
        Intake.Answer = _ => new ValueTask<bool>(durable.Task);
        await using var broker = await StartEmbeddedAsync();
        await using var publisher =
            await MqttPublisher.ConnectAsync(
                "127.0.0.1", broker.Port, "p", TimeProvider.System, inFlightLimit: 2, cancellation: Cancellation);
        await publisher.PublishAsync("t", Bytes("1"), cancellation: Cancellation);
        await publisher.PublishAsync("t", Bytes("2"), cancellation: Cancellation);
        var third = publisher.PublishAsync("t", Bytes("3"), cancellation: Cancellation);
        Assert.False(third.IsCompleted);
        durable.SetResult(true);
        await third;
        await publisher.FlushAsync(Cancellation);
        Assert.Equal(["1", "2", "3"], Intake.Texts);
    }

    [Fact]
    public async Task A_message_that_was_not_acknowledged_fails_the_flush()
    {
        Intake.Answer = _ => ValueTask.FromResult(false);
        await using var broker = await StartEmbeddedAsync();
        await using var publisher = await ConnectAsync(broker.Port);
        await publisher.PublishAsync("t", Bytes("1"), cancellation: Cancellation);
        await Assert.ThrowsAsync<MqttListenerException>(() => publisher.FlushAsync(Cancellation));
    }

    [Fact]
    public async Task No_broker_is_one_clear_line()
    {
        var broker = await StartEmbeddedAsync();
        var port = broker.Port;
        await broker.DisposeAsync();
        var error = await Assert.ThrowsAsync<MqttListenerException>(() => ConnectAsync(port));
        Assert.StartsWith($"no MQTT broker answers at 127.0.0.1:{port}: ", error.Message, StringComparison.Ordinal);
    }
}
