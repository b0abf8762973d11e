using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Sessions;

/// <summary>What a client with a session of its own finds after the node was started anew.</summary>
public sealed class SessionRestartTests : MqttEndpointTests, IDisposable
{
    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task What_waits_for_a_client_when_the_broker_stops_is_sent_by_the_next_one()
    {
        ushort first;
        await using (var broker = await StartEmbeddedAsync(WithFile))
        {
            using var away = await SubscribedAsync(broker, qos: 2);
            await PublishAsync(broker, "in flight");
            first = IdOf((await away.ReceiveAsync())!);
            away.Dispose();
            await Eventually.TrueAsync(() => broker.ConnectionCount == 0, () => "the client is away");
            await PublishAsync(broker, "waiting");
        }

        await using var next = await StartEmbeddedAsync(WithFile);
        using var back = await RawMqttClient.OpenAsync(next.Port, "away", cleanSession: false);
        var (again, fresh) = ((await back.ReceiveAsync())!, (await back.ReceiveAsync())!);
        Assert.Equal((first, 8, "in flight"), (IdOf(again), again[0] & 8, PayloadOf(again)));
        Assert.Equal((0, "waiting"), (fresh[0] & 8, PayloadOf(fresh)));
        Assert.NotEqual(first, IdOf(fresh));
    }

    [Fact]
    public async Task What_was_sent_once_is_not_sent_by_every_next_one()
    {
        await using (var broker = await StartEmbeddedAsync(WithFile))
        {
            (await SubscribedAsync(broker, qos: 1)).Dispose();
            await Eventually.TrueAsync(() => broker.ConnectionCount == 0, () => "the client is away");
            await PublishAsync(broker, "once");
        }

        await using (var next = await StartEmbeddedAsync(WithFile))
        {
            using var back = await RawMqttClient.OpenAsync(next.Port, "away", cleanSession: false);
            var message = (await back.ReceiveAsync())!;
            await back.SendAsync([0x40, 2, (byte)(IdOf(message) >> 8), (byte)IdOf(message)]);
            await back.AssertNothingCameAsync();
        }

        await using var last = await StartEmbeddedAsync(WithFile);
        using var again = await RawMqttClient.OpenAsync(last.Port, "away", cleanSession: false);
        await again.AssertNothingCameAsync();
    }

    [Fact]
    public async Task Subscriptions_are_on_disk_when_they_are_acknowledged()
    {
        await using var crashed = await StartEmbeddedAsync(WithFile);
        using var lost = await SubscribedAsync(crashed, qos: 1);
        await using var next = await StartEmbeddedAsync(WithFile);
        await PublishAsync(next, "meanwhile");
        using var back = await RawMqttClient.OpenAsync(next.Port, "away", cleanSession: false);
        Assert.Equal("meanwhile", PayloadOf((await back.ReceiveAsync())!));
    }

    [Fact]
    public async Task A_clean_start_is_not_forgotten_either()
    {
        await using (var broker = await StartEmbeddedAsync(WithFile))
        {
            (await SubscribedAsync(broker, qos: 1)).Dispose();
            (await RawMqttClient.OpenAsync(broker.Port, "away")).Dispose();
            await Eventually.TrueAsync(() => broker.ConnectionCount == 0, () => "the client is away");
        }

        await using var next = await StartEmbeddedAsync(WithFile);
        Assert.Equal(0, next.SessionCount);
    }

    [Fact]
    public void A_session_ages_while_nobody_runs()
    {
        var time = new FakeTimeProvider();
        var session = SubscriptionTreeTests.NewSession("away");
        session.Expiry = TimeSpan.FromMinutes(10);
        session.AwaySince = time.GetTimestamp();
        time.Advance(TimeSpan.FromMinutes(4));
        using (var store = new SessionStore(_files.File("sessions.db"), time, NullLogger.Instance))
        {
            store.Load();
            store.KeepAll([session]);
        }

        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(Load());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(Load());

        IReadOnlyList<PersistedSession> Load()
        {
            using var store = new SessionStore(_files.File("sessions.db"), time, NullLogger.Instance);
            return store.Load();
        }
    }

    [Fact]
    public void A_broker_that_did_not_begin_leaves_the_file_alone()
    {
        var session = SubscriptionTreeTests.NewSession("away");
        session.Expiry = TimeSpan.FromMinutes(10);
        using (var store = new SessionStore(_files.File("sessions.db"), TimeProvider.System, NullLogger.Instance))
            store.KeepSubscriptions(session);
        using (var store = new SessionStore(_files.File("sessions.db"), TimeProvider.System, NullLogger.Instance)) store.KeepAll([]);
        using var last = new SessionStore(_files.File("sessions.db"), TimeProvider.System, NullLogger.Instance);
        Assert.Single(last.Load());
    }

    private EmbeddedBrokerOptions WithFile(EmbeddedBrokerOptions options) => options with { SessionFile = _files.File("sessions.db") };

    private static async Task<RawMqttClient> SubscribedAsync(EmbeddedBroker broker, byte qos)
    {
        var client = await RawMqttClient.OpenAsync(broker.Port, "away", cleanSession: false);
        await client.SendAsync([0x82, 6, 0, 1, 0, 1, (byte)'x', qos]);
        Assert.Equal([0x90, 3, 0, 1, qos], await client.ReceiveAsync());
        return client;
    }

    private static async Task PublishAsync(EmbeddedBroker broker, string payload)
    {
        using var sender = await RawMqttClient.OpenAsync(broker.Port, "sender");
        await sender.SendAsync(RawMqttClient.Publish("x", qos: 1, payload: payload));
        Assert.Equal(0x40, (await sender.ReceiveAsync())![0]);
        await sender.AssertNothingCameAsync();
    }

    // Topic of one letter, identifier, payload.
    private static ushort IdOf(byte[] publish) => (ushort)((publish[5] << 8) | publish[6]);

    private static string PayloadOf(byte[] publish) => Text(publish.AsMemory(7));
}
