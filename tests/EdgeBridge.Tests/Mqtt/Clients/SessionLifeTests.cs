using System.Collections.Concurrent;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Clients;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.Tests.Support;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Clients;

/// <summary>How long sessions last, what they get meanwhile, and who gets it when they end.</summary>
public sealed class SessionLifeTests : MqttEndpointTests, IDisposable
{
    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_session_whose_client_no_longer_wants_it_kept_does_not_rise_from_the_disk()
    {
        await using var crashed = await StartEmbeddedAsync(WithFile);
        using (var client = await OpenAsync(crashed.Port, "c", 3600))
            await client.SubscribeAsync("x", MqttQualityOfServiceLevel.AtLeastOnce, Cancellation);
        using var again = await OpenAsync(crashed.Port, "c", 0);
        await using var next = await StartEmbeddedAsync(WithFile);
        Assert.Equal(0, next.SessionCount);
    }

    [Fact]
    public async Task A_session_is_kept_on_disk_for_as_long_as_its_client_said_last()
    {
        await using (var crashed = await StartEmbeddedAsync(WithFile))
        {
            using (var client = await OpenAsync(crashed.Port, "c", 3600))
                await client.SubscribeAsync("x", MqttQualityOfServiceLevel.AtLeastOnce, Cancellation);
            using var again = await OpenAsync(crashed.Port, "c", 60);
            Assert.Equal(60, Kept().Expiry.TotalSeconds);
            await again.DisconnectAsync(new MqttClientDisconnectOptions { SessionExpiryInterval = 90 }, Cancellation);
            await Eventually.TrueAsync(() => crashed.ConnectionCount == 0, () => "it is away");
            Assert.Equal(90, Kept().Expiry.TotalSeconds);
        }

        PersistedSession Kept()
        {
            using var file = SessionFile.Open(_files.File("sessions.db"));
            return Assert.Single(file.Load());
        }
    }

    [Fact]
    public async Task More_is_retained_than_a_queue_holds_and_a_subscriber_of_overlapping_filters_gets_it_all()
    {
        const int Retained = 300;
        await using var broker = await StartEmbeddedAsync(options => options with { SubscriberQueueLimit = 40 });
        await using var sensor = await ConnectAsync(broker.Port);
        for (var n = 0; n < Retained; n++)
            await sensor.PublishAsync($"many/{n % 10}/{n}", Bytes($"{n}"), 1, retain: true, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await using var listener = await ConnectAsync(broker.Port, "listener");
        var heard = new ConcurrentQueue<string>();
        await listener.SubscribeAsync("many/#", (topic, _) => heard.Enqueue(topic), 1, Cancellation);
        await listener.SubscribeAsync("many/+/+", (_, _) => { }, 1, Cancellation);
        await Eventually.TrueAsync(() => heard.Count == 2 * Retained, () => $"all are heard twice, {heard.Count} were");
        Assert.Equal(Retained, heard.Distinct().Count());
        await listener.PublishAsync("still/there", Bytes("."), cancellation: Cancellation);
        await listener.FlushAsync(Cancellation);
    }

    [Fact]
    public async Task What_of_a_retained_set_was_not_sent_yet_comes_after_a_restart()
    {
        const int Retained = 200;
        var heard = new ConcurrentQueue<string>();
        EmbeddedBrokerOptions Options(EmbeddedBrokerOptions options) =>
            WithFile(options) with { RetainedFile = _files.File("retained.db"), SubscriberQueueLimit = 40 };
        await using (var broker = await StartEmbeddedAsync(Options))
        {
            await using var sensor = await ConnectAsync(broker.Port);
            for (var n = 0; n < Retained; n++)
                await sensor.PublishAsync($"many/{n:D3}", Bytes($"{n}"), 1, retain: true, cancellation: Cancellation);
            await sensor.FlushAsync(Cancellation);
            using var away = await RawMqttClient.OpenAsync(broker.Port, "away", cleanSession: false);
            await away.SendAsync([0x82, 11, 0, 1, 0, 6, .. "many/#"u8, 1]);
            Assert.Equal([0x90, 3, 0, 1, 1], await away.ReceiveAsync());
            Assert.NotNull(await away.ReceiveAsync());
        }

        await using var next = await StartEmbeddedAsync(Options);
        using var back = new MqttClientFactory().CreateMqttClient();
        back.ApplicationMessageReceivedAsync += one =>
        {
            heard.Enqueue(one.ApplicationMessage.Topic);
            return Task.CompletedTask;
        };
        await back.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", next.Port)
            .WithProtocolVersion(MqttProtocolVersion.V311).WithClientId("away").WithCleanSession(false).Build(), Cancellation);
        await Eventually.TrueAsync(() => heard.Distinct().Count() == Retained, () => $"all are heard, {heard.Count} were");
        Assert.Equal(Enumerable.Range(0, Retained).Select(n => $"many/{n:D3}"), heard);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_a_member_of_a_group_has_not_acknowledged_goes_to_another_when_its_session_ends(int waiting)
    {
        await using var broker = await StartEmbeddedAsync();
        using var leaving = await SharingAsync(broker, "leaving");
        await using var sensor = await ConnectAsync(broker.Port);
        for (var n = 0; n < waiting; n++) await sensor.PublishAsync("s", Bytes($"{n}"), cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        for (var n = 0; n < waiting; n++) Assert.NotNull(await leaving.ReceiveAsync());
        leaving.Dispose();
        await Eventually.TrueAsync(() => broker.ConnectionCount == 1, () => "it is away");
        using var staying = await SharingAsync(broker, "staying");
        await staying.AssertNothingCameAsync();
        using var ended = await RawMqttClient.OpenAsync(broker.Port, "leaving"); // A clean session ends the old one.
        for (var n = 0; n < waiting; n++) Assert.Equal($"{n}", Text((await staying.ReceiveAsync())!.AsMemory(7)));
        await staying.AssertNothingCameAsync();
    }

    [Fact]
    public void Sessions_of_one_user_make_room_among_themselves()
    {
        var time = new FakeTimeProvider();
        var table = new SessionTable(awayLimit: 3, awayBytesLimit: 1 << 20, time);
        Put("quiet", "one");
        for (var n = 0; n < 300; n++) Put("greedy", $"{n}");
        var ended = table.TakeExpired();
        Assert.Equal(298, ended.Count);
        Assert.All(ended, one => Assert.Equal(("greedy", true), (one.Session.Key.User, one.IsEvicted)));
        Assert.Equal(["298", "299", "one"], table.All().Select(one => one.ClientId).Order(StringComparer.Ordinal));

        void Put(string user, string clientId)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            table.Restore(
                new Session(new(user, clientId), new SessionQueue(10, 1000, time)) { Expiry = TimeSpan.FromHours(1) }, TimeSpan.Zero);
        }
    }

    [Fact]
    public void Sessions_of_the_first_form_are_read_and_those_of_a_later_form_are_left_alone()
    {
        var path = _files.File("sessions.db");
        Execute(path, """
            CREATE TABLE sessions (user TEXT, client TEXT, number INTEGER NOT NULL, expiry INTEGER NOT NULL, away INTEGER,
              PRIMARY KEY (user, client)) WITHOUT ROWID;
            CREATE TABLE subscriptions (user TEXT, client TEXT, filter TEXT, options INTEGER NOT NULL, identifier INTEGER NOT NULL,
              PRIMARY KEY (user, client, filter)) WITHOUT ROWID;
            CREATE TABLE waiting (
                user TEXT, client TEXT, place INTEGER, topic TEXT NOT NULL, payload BLOB NOT NULL, properties BLOB NOT NULL,
                  expires INTEGER, sender TEXT NOT NULL,
                qos INTEGER NOT NULL, retain INTEGER NOT NULL, identifiers TEXT NOT NULL, packet INTEGER NOT NULL,
                  received INTEGER NOT NULL, PRIMARY KEY (user, client, place)) WITHOUT ROWID;
            INSERT INTO sessions VALUES ('anna', 'c', 1, 3600, NULL);
            INSERT INTO subscriptions VALUES ('anna', 'c', 'x', 1, 7);
            INSERT INTO waiting VALUES ('anna', 'c', 0, 'x', x'31', x'', NULL, 's', 1, 0, '7', 5, 0);
            PRAGMA user_version = 1;
            """);
        using (var file = SessionFile.Open(path))
        {
            var kept = Assert.Single(file.Load());
            Assert.Equal(new PersistedSubscription("x", 1, 7, null), Assert.Single(kept.Subscriptions));
            Assert.Equal(
                ("x", 1, (ushort)5, null),
                (Assert.Single(kept.Waiting).Message.Topic, kept.Waiting[0].Qos, kept.Waiting[0].PacketId, kept.Waiting[0].Shared));
            Assert.Null(kept.Will);
        }

        Execute(path, "PRAGMA user_version = 99");
        Assert.Contains("format 99", Assert.Throws<MqttListenerException>(() => SessionFile.Open(path)).Message);
    }

    [Fact]
    public async Task Filters_take_a_bounded_number_of_bytes_of_a_client_however_long_they_are()
    {
        await using var broker = await StartEmbeddedAsync(options => options with { SubscriptionBytesLimit = 100_000 });
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", broker.Port).WithProtocolVersion(MqttProtocolVersion.V500).Build(),
            Cancellation);
        var granted = 0;
        for (var n = 0; n < 300; n++)
        {
            var answer = await client.SubscribeAsync($"{n}/{new string('x', 1000)}", MqttQualityOfServiceLevel.AtMostOnce, Cancellation);
            if (answer.Items.Single().ResultCode == MqttClientSubscribeResultCode.GrantedQoS0) granted++;
            else Assert.Equal(MqttClientSubscribeResultCode.QuotaExceeded, answer.Items.Single().ResultCode);
        }

        Assert.InRange(granted, 10, 25);
        await client.UnsubscribeAsync($"0/{new string('x', 1000)}", Cancellation);
        Assert.Equal(
            MqttClientSubscribeResultCode.GrantedQoS0,
            (await client.SubscribeAsync("short", MqttQualityOfServiceLevel.AtMostOnce, Cancellation)).Items.Single().ResultCode);
    }

    private static void Execute(string path, string text)
    {
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static async Task<RawMqttClient> SharingAsync(EmbeddedBroker broker, string clientId)
    {
        var client = await RawMqttClient.OpenAsync(broker.Port, clientId, cleanSession: false);
        await client.SendAsync([0x82, 15, 0, 1, 0, 10, .. "$share/g/s"u8, 1]);
        Assert.Equal([0x90, 3, 0, 1, 1], await client.ReceiveAsync());
        return client;
    }

    private static async Task<IMqttClient> OpenAsync(int port, string clientId, uint expiry)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500)
                .WithClientId(clientId).WithCleanStart(false).WithSessionExpiryInterval(expiry).Build(),
            Cancellation);
        return client;
    }

    private EmbeddedBrokerOptions WithFile(EmbeddedBrokerOptions options) => options with { SessionFile = _files.File("sessions.db") };
}
