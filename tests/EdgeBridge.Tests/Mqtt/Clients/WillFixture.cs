using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.Tests.Support;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Clients;

/// <summary>Brokers one after the other over the same files, in virtual time, and clients with a will.</summary>
public abstract class WillFixture : MqttEndpointTests, IDisposable
{
    private protected TempDirectory Files { get; } = new();

    private protected FakeTimeProvider Time { get; } = new();

    public void Dispose()
    {
        Files.Dispose();
        GC.SuppressFinalize(this);
    }

    internal async Task<EmbeddedBroker> StartAsync(CollectingIntake intake)
    {
        var broker = new EmbeddedBroker(WithFiles(new() { Node = "n1", Port = 0 }), intake, Time, NullLogger<EmbeddedBroker>.Instance);
        await broker.StartAsync(Cancellation);
        return broker;
    }

    internal EmbeddedBrokerOptions WithFiles(EmbeddedBrokerOptions options) =>
        options with { RetainedFile = Files.File("retained.db"), SessionFile = Files.File("sessions.db") };

    private protected static async Task<IMqttClient> OpenAsync(
        int port, string clientId, uint delay, uint expiry, int qos = 1, bool will = true, bool clean = false)
    {
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(clientId)
            .WithCleanStart(clean).WithSessionExpiryInterval(expiry).WithKeepAlivePeriod(TimeSpan.Zero);
        if (will) options.WithWillTopic("w").WithWillPayload("gone").WithWillRetain().WithWillDelayInterval(delay)
            .WithWillQualityOfServiceLevel((MqttQualityOfServiceLevel)qos);
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(options.Build(), Cancellation);
        return client;
    }
}
