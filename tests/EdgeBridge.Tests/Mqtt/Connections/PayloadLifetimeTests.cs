using System.Collections.Concurrent;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Connections;

/// <summary>The bytes handed to the intake stay the same for as long as it has not answered.</summary>
public sealed class PayloadLifetimeTests : MqttEndpointTests
{
    private readonly HoldingIntake _holding = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Embedded_payloads_stay_intact_while_they_wait_for_the_disk(int qos)
    {
        await using var broker = new EmbeddedBroker(
            new EmbeddedBrokerOptions { Node = "n1", Port = 0 }, _holding, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<EmbeddedBroker>.Instance);
        await broker.StartAsync(Cancellation);
        await AssertIntactAsync(broker.Port, qos);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task External_payloads_stay_intact_while_they_wait_for_the_disk(int qos)
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var endpoint = new ExternalBroker(
            new ExternalBrokerOptions { Node = "n1", Host = "127.0.0.1", Port = mosquitto.Port }, _holding, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ExternalBroker>.Instance);
        await endpoint.UseFiltersAsync([new("t", 2)], Cancellation);
        await endpoint.StartAsync(Cancellation);
        await UpAsync(endpoint);
        await AssertIntactAsync(mosquitto.Port, qos);
    }

    [Fact]
    public async Task At_qos_0_the_next_packet_is_not_read_before_the_intake_is_done_with_this_one()
    {
        var first = new TaskCompletionSource<bool>();
        Intake.Answer = one => one.Text == "first" ? new ValueTask<bool>(first.Task) : ValueTask.FromResult(true);
        await using var broker = await StartEmbeddedAsync();
        using var client = await RawMqttClient.OpenAsync(broker.Port);
        await client.SendAsync([.. RawMqttClient.Publish("t", payload: "first"), .. RawMqttClient.Publish("t", payload: "next"), 0xC0, 0]);
        await Intake.WaitForAsync(1);
        Assert.Single(Intake.All);
        first.SetResult(true);
        Assert.Equal([0xD0, 0], await client.ReceiveAsync());
        Assert.Equal(["first", "next"], Intake.Texts);
    }

    [Fact]
    public async Task A_client_with_too_many_in_flight_is_not_read()
    {
        const int limit = 2;
        var (waiting, most) = (new ConcurrentQueue<TaskCompletionSource<bool>>(), 0);
        Intake.Answer = _ =>
        {
            var one = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(one);
            most = Math.Max(most, waiting.Count);
            return new ValueTask<bool>(one.Task);
        };
        await using var broker = await StartEmbeddedAsync(options => options with { InFlightLimit = limit });
        using var client = await RawMqttClient.OpenAsync(broker.Port);
        await client.SendAsync([.. Enumerable.Range(1, 200).SelectMany(id => RawMqttClient.Publish("t", 1, (ushort)id))]);

        // In the queue, in the writer's hand, and at its listener.
        await Eventually.TrueAsync(() => waiting.Count == limit + 2, () => "the window is full");
        for (var id = 1; id <= 200; id++)
        {
            await Eventually.TrueAsync(() => !waiting.IsEmpty, () => "the next message is read");
            Assert.True(waiting.TryDequeue(out var one));
            one.SetResult(true);
            Assert.Equal([0x40, 2, (byte)(id >> 8), (byte)id], await client.ReceiveAsync());
        }

        Assert.Equal(limit + 2, most);
    }

    private async Task AssertIntactAsync(int port, int qos)
    {
        await using var sensor = await ConnectAsync(port);
        for (var n = 0; n < 80; n++) await sensor.PublishAsync("t", Bytes($"payload number {n}"), qos, cancellation: Cancellation);
        await Eventually.TrueAsync(() => _holding.Held.Count == 80, () => $"all are held, {_holding.Held.Count} are");
        Assert.Equal(
            Enumerable.Range(0, 80).Select(n => $"payload number {n}").Order(),
            _holding.Held.Select(Text).Order());
        _holding.Done.SetResult(true);
        await sensor.FlushAsync(Cancellation);
    }

    /// <summary>Keeps the memory it is given, without a copy, until told to answer.</summary>
    private sealed class HoldingIntake : IMessageIntake
    {
        public ConcurrentQueue<ReadOnlyMemory<byte>> Held { get; } = new();

        public TaskCompletionSource<bool> Done { get; } = new();

        public ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation)
        {
            Held.Enqueue(message.Payload);
            return new ValueTask<bool>(Done.Task);
        }
    }
}
