using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

public sealed class RetainedStoreTests : MqttDoorTests, IDisposable
{
    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_was_acknowledged_is_there_for_subscribers_of_the_next_run(int qos)
    {
        await using (var broker = await StartEmbeddedAsync(WithFile))
        {
            await using var sensor = await ConnectAsync(broker.Port);
            await sensor.PublishAsync("a", Bytes("1"), qos, retain: true, Cancellation);
            await sensor.PublishAsync("a", Bytes("2"), qos, retain: true, Cancellation);
            await sensor.PublishAsync("b", Bytes("3"), qos, retain: true, Cancellation);
            await sensor.PublishAsync("b", default, qos, retain: true, Cancellation);
            await sensor.FlushAsync(Cancellation);
        }

        await using var next = await StartEmbeddedAsync(WithFile);
        await using var listener = await ConnectAsync(next.Port);
        var heard = new List<string>();
        await listener.SubscribeAsync("+", (topic, payload) => { lock (heard) heard.Add($"{topic}={Text(payload)}"); }, cancellation: Cancellation);
        await listener.PublishAsync("end", Bytes("."), cancellation: Cancellation);
        await Eventually.TrueAsync(() => { lock (heard) return heard.Contains("end=."); }, () => "the last message arrives");
        Assert.Equal(["a=2", "end=."], heard);
    }

    [Fact]
    public async Task What_was_saved_is_read_by_who_opens_the_file_after_a_crash()
    {
        var path = _files.File("retained.db");
        await using var crashed = RetainedFile.Open(path);
        await crashed.SaveAsync(new("a", "1"u8.ToArray(), 1), Cancellation);
        await using var next = RetainedFile.Open(path);
        Assert.Equal("1", Encoding.UTF8.GetString(next.Load().Single().Payload));
    }

    [Fact]
    public async Task What_is_over_the_limit_is_neither_kept_nor_refused()
    {
        await using var store = new RetainedStore(new(countLimit: 1, bytesLimit: 100), _files.File("retained.db"), NullLogger.Instance);
        Assert.True(await store.SaveAsync(new("a", [1], 1), ValueTask.FromResult(true), Cancellation));
        Assert.True(await store.SaveAsync(new("b", [1], 1), ValueTask.FromResult(true), Cancellation));
        Assert.Equal(["a"], store.Load().Select(one => one.Topic));
    }

    [Fact]
    public async Task What_the_journal_did_not_take_is_not_kept_either()
    {
        await using var store = new RetainedStore(new(countLimit: 9, bytesLimit: 100), _files.File("retained.db"), NullLogger.Instance);
        Assert.False(await store.SaveAsync(new("a", [1], 1), ValueTask.FromResult(false), Cancellation));
        Assert.Empty(store.Load());
    }

    [Fact]
    public async Task A_disk_that_does_not_take_it_is_an_error_of_the_message()
    {
        var path = _files.File("retained.db");
        await using var file = RetainedFile.Open(path);
        await file.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () => await file.SaveAsync(new("a", [1], 1), Cancellation));
        Assert.Throws<MqttDoorException>(() => RetainedFile.Open(_files.Path));
    }

    private EmbeddedBrokerOptions WithFile(EmbeddedBrokerOptions options) => options with { RetainedFile = _files.File("retained.db") };
}
