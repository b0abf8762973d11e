using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Retained;
using EventEdge.Tests.Support;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Retained;

public sealed class RetainedStoreTests : MqttEndpointTests, IDisposable
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
            await sensor.PublishAsync("a", Bytes("1"), qos, retain: true, cancellation: Cancellation);
            await sensor.PublishAsync("a", Bytes("2"), qos, retain: true, cancellation: Cancellation);
            await sensor.PublishAsync("b", Bytes("3"), qos, retain: true, cancellation: Cancellation);
            await sensor.PublishAsync("b", default, qos, retain: true, cancellation: Cancellation);
            await sensor.FlushAsync(Cancellation);
        }

        await using var next = await StartEmbeddedAsync(WithFile);
        await using var listener = await ConnectAsync(next.Port);
        var heard = new List<string>();
        await listener.SubscribeAsync(
            "+", (topic, payload) => { lock (heard) heard.Add($"{topic}={Text(payload)}"); }, cancellation: Cancellation);
        await listener.PublishAsync("end", Bytes("."), cancellation: Cancellation);
        await Eventually.TrueAsync(() => { lock (heard) return heard.Contains("end=."); }, () => "the last message arrives");
        Assert.Equal(["a=2", "end=."], heard);
    }

    [Fact]
    public async Task What_was_saved_is_read_by_who_opens_the_file_after_a_crash()
    {
        await using var crashed = Open();
        Assert.True(await KeepAsync(crashed, "a", "1"));
        await using var next = Open();
        Assert.Equal(["a=1"], Kept(next));
    }

    [Fact]
    public async Task A_disk_that_does_not_take_it_is_an_error_of_the_message_and_asked_again_until_it_does()
    {
        var path = _files.File("retained.db");
        await using var store = Open();
        Execute(path, "CREATE TRIGGER no BEFORE INSERT ON retained BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END");
        Assert.False(await KeepAsync(store, "a", "1"));
        Execute(path, "DROP TRIGGER no");
        Assert.True(await KeepAsync(store, "b", "2"));
        using var file = RetainedFile.Open(path);
        Assert.Equal(["a", "b"], file.Read().Select(one => one.Topic));
        Assert.Throws<MqttListenerException>(() => RetainedFile.Open(_files.Path));
    }

    [Fact]
    public async Task Properties_outlive_the_broker()
    {
        await using (var broker = await StartEmbeddedAsync(WithFile))
        {
            using var sensor = await OpenAsync(broker.Port);
            var message = new MqttApplicationMessageBuilder().WithTopic("a").WithPayload("1").WithRetainFlag()
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithContentType("text/plain").WithResponseTopic("answers/1").WithCorrelationData([1, 2]).WithMessageExpiryInterval(1000)
                .WithPayloadFormatIndicator(MqttPayloadFormatIndicator.CharacterData).WithUserProperty("b", "2"u8.ToArray())
                    .WithUserProperty("a", "ü"u8.ToArray()).WithTopicAlias(3);
            Assert.True((await sensor.PublishAsync(message.Build(), Cancellation)).IsSuccess);
        }

        await using var next = await StartEmbeddedAsync(WithFile);
        using var listener = await OpenAsync(next.Port);
        var first = new TaskCompletionSource<MqttApplicationMessage>();
        listener.ApplicationMessageReceivedAsync += heard =>
        {
            first.TrySetResult(heard.ApplicationMessage);
            return Task.CompletedTask;
        };
        await listener.SubscribeAsync("a", cancellationToken: Cancellation);
        var kept = await first.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(
            ("text/plain", "answers/1", "0102"), (kept.ContentType, kept.ResponseTopic, Convert.ToHexString(kept.CorrelationData)));
        Assert.Equal(MqttPayloadFormatIndicator.CharacterData, kept.PayloadFormatIndicator);
        Assert.Equal(["b=2", "a=ü"], kept.UserProperties.Select(one => $"{one.Name}={one.ReadValueAsString()}"));
        Assert.InRange(kept.MessageExpiryInterval, 900u, 1000u);
    }

    [Fact]
    public void Time_goes_on_for_a_message_while_nobody_runs()
    {
        var time = new FakeTimeProvider();
        var kept = RetainedMessage.Of(new("a", "1"u8.ToArray(), 1, time.GetTimestamp()) { ExpirySeconds = 60, Sender = "sensor" }, time);
        time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal((20u, "sensor"), (kept.Revive(time)!.ExpirySeconds, kept.Revive(time)!.Sender));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(kept.Revive(time));
    }

    [Fact]
    public async Task What_has_expired_leaves_the_file_and_makes_room()
    {
        var time = new FakeTimeProvider();
        await using var store = Open(options => options with { RetainedCountLimit = 1 }, time);
        Assert.True(await KeepAsync(store, "a", "1", 60, time));
        time.Advance(TimeSpan.FromSeconds(61));
        store.RemoveExpired();
        Assert.True(await KeepAsync(store, "b", "1", 0, time));
        await using var next = Open();
        Assert.Equal(["b=1"], Kept(next));
    }

    [Fact]
    public void Files_of_earlier_forms_are_read_and_one_of_a_later_form_is_left_alone()
    {
        var path = _files.File("retained.db");
        Execute(path, "CREATE TABLE retained (topic TEXT PRIMARY KEY, payload BLOB NOT NULL, qos INTEGER NOT NULL) WITHOUT ROWID; INSERT "
            + "INTO retained VALUES ('a', x'31', 1)");
        using (var file = RetainedFile.Open(path))
        {
            file.Write([("b", new("b", [1], 1) { Properties = [1, 1] })]);
            Assert.Equal(["a:0", "b:2"], file.Read().Select(one => $"{one.Topic}:{one.Properties.Length}"));
        }

        Execute(path, "PRAGMA user_version = 99");
        Assert.Contains("format 99", Assert.Throws<MqttListenerException>(() => RetainedFile.Open(path)).Message);
    }

    [Fact]
    public async Task What_is_on_disk_beyond_todays_limits_is_left_there_and_not_served()
    {
        await using (var before = Open())
        {
            foreach (var topic in (string[])["a", "b", "c"]) Assert.True(await KeepAsync(before, topic, "1"));
        }

        await using (var small = Open(options => options with { RetainedCountLimit = 2 }))
        {
            Assert.Equal(["a=1", "b=1"], Kept(small));
            Assert.True(await KeepAsync(small, "c", string.Empty));
        }

        await using var next = Open();
        Assert.Equal(["a=1", "b=1"], Kept(next)); // What was cleared does not rise again.
    }

    private RetainedStore Open(Func<EmbeddedBrokerOptions, EmbeddedBrokerOptions>? change = null, TimeProvider? time = null)
    {
        var options = WithFile(new EmbeddedBrokerOptions { Node = "n1" });
        var store = new RetainedStore(change?.Invoke(options) ?? options, time ?? TimeProvider.System, NullLogger.Instance);
        store.Load();
        return store;
    }

    private static Task<bool> KeepAsync(RetainedStore store, string topic, string payload, uint expiry = 0, TimeProvider? time = null)
    {
        var message = new RoutedMessage(topic, Encoding.UTF8.GetBytes(payload), 1,
            (time ?? TimeProvider.System).GetTimestamp())
        { Retain = true, ExpirySeconds = expiry };
        lock (store.Messages.Gate) return store.Keep(message);
    }

    private static List<string> Kept(RetainedStore store)
    {
        List<string> kept = [];
        lock (store.Messages.Gate)
        {
            store.Messages.Read("#", string.Empty, one =>
            {
                kept.Add($"{one.Topic}={Encoding.UTF8.GetString(one.Payload.Span)}");
                return true;
            });
        }

        return kept;
    }

    private static void Execute(string path, string text)
    {
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static async Task<IMqttClient> OpenAsync(int port)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500).Build(),
            Cancellation);
        return client;
    }

    private EmbeddedBrokerOptions WithFile(EmbeddedBrokerOptions options) => options with { RetainedFile = _files.File("retained.db") };
}
