using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.Listener;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

/// <summary>What the tests of the listeners start from.</summary>
public abstract class MqttEndpointTests
{
    internal CollectingIntake Intake { get; } = new();

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    internal static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    internal async Task<EmbeddedBroker> StartEmbeddedAsync(Func<EmbeddedBrokerOptions, EmbeddedBrokerOptions>? change = null)
    {
        var options = new EmbeddedBrokerOptions { Node = "n1", Port = 0 };
        var broker = new EmbeddedBroker(
            change?.Invoke(options) ?? options, Intake, TimeProvider.System, NullLogger<EmbeddedBroker>.Instance);
        await broker.StartAsync(Cancellation);
        return broker;
    }

    internal Task<ExternalBroker> StartExternalAsync(int port, params TopicSubscription[] filters) =>
        StartExternalAsync(port, same => same, filters);

    internal async Task<ExternalBroker> StartExternalAsync(
        int port, Func<ExternalBrokerOptions, ExternalBrokerOptions> change, params TopicSubscription[] filters)
    {
        var options = new ExternalBrokerOptions
        {
            Node = "n1",
            Host = "127.0.0.1",
            Port = port,
            ReconnectDelayLimit = TimeSpan.FromMilliseconds(300),
        };
        var broker = new ExternalBroker(change(options), Intake, TimeProvider.System, NullLogger<ExternalBroker>.Instance);
        await broker.UseFiltersAsync(filters, Cancellation);
        await broker.StartAsync(Cancellation);
        return broker;
    }

    internal static Task UpAsync(IMqttEndpoint endpoint) =>
        Eventually.TrueAsync(() => endpoint.IsUp, () => $"{endpoint.Name} is up, but: {endpoint.Broker?.LastError}");

    internal static Task<MqttPublisher> ConnectAsync(int port, string clientId = "sensor") =>
        MqttPublisher.ConnectAsync("127.0.0.1", port, clientId, TimeProvider.System, cancellation: Cancellation);
}
