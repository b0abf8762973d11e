using System.Collections.Concurrent;
using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.EdgeBridge.Mqtt.Retained;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Tests.Support;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Retained;

/// <summary>The disk ends with what live subscribers were told last, whichever way each value took.</summary>
public sealed class RetainedOrderTests : MqttEndpointTests, IDisposable
{
    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whoever_writes_with_whichever_quality_the_disk_ends_with_what_a_subscriber_heard_last(int seed)
    {
        const int Topics = 5, Writers = 4, Writes = 60;
        var reported = new ConcurrentQueue<(string Topic, string Value)>();
        await using (var broker = await StartEmbeddedAsync(WithFile))
        {
            await using var listener = await ConnectAsync(broker.Port, "listener");
            await listener.SubscribeAsync("r/+", (topic, payload) => reported.Enqueue((topic, Text(payload))), cancellation: Cancellation);
            await Task.WhenAll(Enumerable.Range(0, Writers)
                .Select(writer => Task.Run(() => WriteAsync(broker, writer, new Random((seed * 100) + writer)))));
            await Eventually.TrueAsync(() => reported.Count(one => one.Topic == "r/end") == Writers, () => "everything is told");
        }

        var last = reported.Where(one => one.Topic != "r/end").GroupBy(one => one.Topic)
            .ToDictionary(one => one.Key, one => one.Last().Value);
        Assert.Equal(
            last.Where(one => one.Value.Length > 0).Select(one => $"{one.Key}={one.Value}").Order(StringComparer.Ordinal), OnDisk());

        async Task WriteAsync(EmbeddedBroker broker, int writer, Random random)
        {
            await using var sensor = await ConnectAsync(broker.Port, $"writer-{writer}");
            for (var n = 0; n < Writes; n++)
            {
                var (topic, value) = ($"r/{random.Next(Topics)}", random.Next(4) == 0 ? string.Empty : $"{writer}-{n}");
                if (random.Next(10) == 0) broker.TryPublish(new LocalMessage(topic, Bytes(value), Retain: true));
                else await sensor.PublishAsync(topic, Bytes(value), random.Next(3), retain: true, cancellation: Cancellation);
            }

            await sensor.PublishAsync("r/end", Bytes("."), cancellation: Cancellation);
            await sensor.FlushAsync(Cancellation);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("new")]
    public async Task A_value_that_waits_for_the_journal_does_not_come_back_after_a_later_one(string later)
    {
        var journal = new TaskCompletionSource<bool>();
        Intake.Answer = one => one.Text == "old" ? new ValueTask<bool>(journal.Task) : ValueTask.FromResult(true);
        await using (var broker = await StartEmbeddedAsync(WithFile))
        {
            using var device = await RawMqttClient.OpenAsync(broker.Port);
            await device.SendAsync([
                .. RawMqttClient.Publish("r/device", 1, 1, retain: true, payload: "old"),
                .. RawMqttClient.Publish("r/device", retain: true, payload: later)]);
            await device.SendAsync(RawMqttClient.Publish("r/ours", 1, 2, retain: true, payload: "old"));
            await Intake.WaitForAsync(3);
            Assert.True(broker.TryPublish(new LocalMessage("r/ours", Bytes(later), Retain: true)));
            await device.AssertNothingCameAsync();
            await using var listener = await ConnectAsync(broker.Port, "listener");
            journal.SetResult(true);
            Assert.Equal([0x40, 2, 0, 1], await device.ReceiveAsync());
            Assert.Equal([0x40, 2, 0, 2], await device.ReceiveAsync());
        }

        Assert.Equal(later.Length == 0 ? [] : ["r/device=new", "r/ours=new"], OnDisk());
    }

    [Fact]
    public async Task What_is_acknowledged_or_a_later_value_is_on_disk_when_the_process_dies()
    {
        await using var broker = await StartEmbeddedAsync(WithFile);
        await using var sensor = await ConnectAsync(broker.Port);
        for (var n = 0; n < 200; n++) await sensor.PublishAsync($"r/{n % 3}", Bytes($"{n}"), 1, retain: true, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        Assert.Equal(["r/0=198", "r/1=199", "r/2=197"], OnDisk());
    }

    [Fact]
    public async Task A_value_without_room_takes_the_old_one_with_it_and_is_delivered_all_the_same()
    {
        await using (var broker = await StartEmbeddedAsync(options => WithFile(options) with { RetainedBytesLimit = 3000 }))
        {
            await using var sensor = await ConnectAsync(broker.Port);
            await using var listener = await ConnectAsync(broker.Port, "listener");
            var reported = new ConcurrentQueue<int>();
            await listener.SubscribeAsync("r/a", (_, payload) => reported.Enqueue(payload.Length), cancellation: Cancellation);
            await sensor.PublishAsync("r/a", Bytes("old"), 1, retain: true, cancellation: Cancellation);
            await sensor.PublishAsync("r/a", new byte[5000], 1, retain: true, cancellation: Cancellation);
            await sensor.FlushAsync(Cancellation);
            await Eventually.TrueAsync(() => reported.SequenceEqual([3, 5000]), () => "both are told");
            Assert.Equal(1, broker.Counts.RetainedFull);
        }

        Assert.Empty(OnDisk());
    }

    [Fact]
    public async Task Where_the_setting_says_so_a_value_without_room_is_refused_and_nobody_gets_it()
    {
        await using var broker = await StartEmbeddedAsync(
            options => WithFile(options) with { RetainedCountLimit = 2, RefusesWhenRetainedFull = true });
        using var sensor = new MqttClientFactory().CreateMqttClient();
        await sensor.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", broker.Port).WithProtocolVersion(MqttProtocolVersion.V500).Build(),
            Cancellation);
        Assert.Equal(MqttClientPublishReasonCode.Success, await PublishAsync("r/a")); // The node's own status is the other one.
        Assert.Equal(MqttClientPublishReasonCode.QuotaExceeded, await PublishAsync("r/b"));
        Assert.Equal(MqttClientPublishReasonCode.Success, await PublishAsync("r/a"));
        Assert.Equal(["r/a", "r/a"], Intake.All.Select(one => one.Topic));

        async Task<MqttClientPublishReasonCode> PublishAsync(string topic)
        {
            var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload("1").WithRetainFlag()
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
            return (await sensor.PublishAsync(message.Build(), Cancellation)).ReasonCode;
        }
    }

    [Fact]
    public async Task Properties_take_what_they_are_long_and_are_there_again_after_a_restart()
    {
        const int Messages = 40, Properties = 2000;
        await using (var broker = await StartEmbeddedAsync(WithFile))
        {
            using var sensor = new MqttClientFactory().CreateMqttClient();
            await sensor.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", broker.Port)
                .WithProtocolVersion(MqttProtocolVersion.V500).Build(), Cancellation);
            for (var n = 0; n < Messages; n++)
            {
                var message = new MqttApplicationMessageBuilder().WithTopic($"r/{n}").WithPayload("1").WithRetainFlag()
                    .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
                for (var p = 0; p < Properties; p++) message.WithUserProperty("a", "b"u8.ToArray());
                Assert.True((await sensor.PublishAsync(message.Build(), Cancellation)).IsSuccess);
            }

            Assert.InRange(broker.Counts.RetainedBytes, Messages * Properties * 7, Messages * ((Properties * 7) + 1000));
        }

        await using var next = await StartEmbeddedAsync(WithFile);
        Assert.Equal(Messages + 1, next.Counts.Retained);
        // As objects they were sixteen times that.
        Assert.InRange(next.Counts.RetainedBytes, Messages * Properties * 7, Messages * ((Properties * 7) + 1000));
    }

    private List<string> OnDisk()
    {
        using var file = RetainedFile.Open(_files.File("retained.db"));
        return [.. file.Read().Where(one => one.Topic.StartsWith("r/", StringComparison.Ordinal) && one.Topic != "r/end")
            .Select(one => $"{one.Topic}={Encoding.UTF8.GetString(one.Payload)}")];
    }

    private EmbeddedBrokerOptions WithFile(EmbeddedBrokerOptions options) => options with { RetainedFile = _files.File("retained.db") };
}
