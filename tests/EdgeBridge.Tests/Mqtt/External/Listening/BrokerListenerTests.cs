using System.Collections.Concurrent;
using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External.Listening;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External.Listening;

/// <summary>Listening for a while: what comes, at which brokers, and what is left behind there.</summary>
public sealed class BrokerListenerTests
{
    private readonly ConcurrentQueue<HeardMessage> _heard = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retained_and_fresh_messages_come_with_their_quality()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var sensor = await SensorAsync(mosquitto.Port);
        await sensor.PublishAsync("lab/kept", "1"u8.ToArray(), qos: 1, retain: true, cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await using var listener = await ListenAsync(mosquitto.Port);
        await listener.SubscribeAsync("lab/#", Cancellation);
        await Eventually.TrueAsync(() => !_heard.IsEmpty, () => "the retained message comes");
        await sensor.PublishAsync("lab/fresh", "2"u8.ToArray(), qos: 0, cancellation: Cancellation);
        await sensor.PublishAsync("lab/sure", "3"u8.ToArray(), qos: 2, cancellation: Cancellation);
        await Eventually.TrueAsync(() => _heard.Count == 3, () => "all of them come");
        Assert.Equal(
            [("lab/fresh", "2", 0, false), ("lab/kept", "1", 1, true), ("lab/sure", "3", 1, false)],
            _heard.Select(m => (m.Topic, Encoding.UTF8.GetString(m.Payload.Span), m.Qos, m.Retained)).OrderBy(m => m.Topic,
                StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_broker_that_knows_no_version_5_is_asked_in_its_own(bool hangsUp)
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        using var gate = new VersionGate(mosquitto.Port, hangsUp);
        await using var listener = await ListenAsync(gate.Port);
        await listener.SubscribeAsync("lab/#", Cancellation);
        await using var sensor = await SensorAsync(mosquitto.Port);
        await sensor.PublishAsync("lab/x", "1"u8.ToArray(), cancellation: Cancellation);
        await Eventually.TrueAsync(() => _heard.Count == 1, () => "the message comes");
    }

    [Fact]
    public async Task The_end_of_the_broker_is_told_and_ones_own_is_not()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using (var listener = await ListenAsync(mosquitto.Port))
        {
            await listener.DisposeAsync();
            Assert.False(listener.Ended.IsCompleted);
        }

        await using var other = await ListenAsync(mosquitto.Port);
        await mosquitto.StopAsync();
        Assert.NotEmpty(await other.Ended.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    [Fact]
    public async Task Nobody_there_is_said_in_our_words()
    {
        using var unused = new ScriptedBroker();
        var port = unused.Port;
        unused.Dispose();
        var failure = await Assert.ThrowsAsync<MqttListenerException>(() => ListenAsync(port));
        Assert.Contains($"no messages can be had from mqtt://127.0.0.1:{port}", failure.Message);
    }

    [Fact]
    public async Task A_wrong_password_is_said_with_its_flags()
    {
        await using var mosquitto = await MosquittoServer.StartAsync(server =>
        {
            var empty = Path.Combine(server.Directory, "passwords");
            File.WriteAllText(empty, string.Empty);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(empty, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return ["allow_anonymous false", $"password_file {empty}"];
        });
        var failure = await Assert.ThrowsAsync<MqttListenerException>(() => ListenAsync(mosquitto.Port));
        Assert.Contains("check --broker-user and --broker-password-file", failure.Message);
    }

    private Task<BrokerListener> ListenAsync(int port) => BrokerListener.ConnectAsync(
        new() { Node = "n", Host = "127.0.0.1", Port = port, ClientId = "eventedge-discover-test" }, _heard.Enqueue,
            TimeProvider.System, Cancellation);

    private static Task<MqttPublisher> SensorAsync(int port) =>
        MqttPublisher.ConnectAsync("127.0.0.1", port, "sensor", TimeProvider.System, cancellation: Cancellation);
}
