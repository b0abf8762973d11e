using EventEdge.Hosting.Health;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// A way in for MQTT: the embedded broker, or a session at an external one. Chosen by <c>EdgeOptions</c>.
/// Life: StartAsync, any number of UseFilters and TryPublish, DisposeAsync (publishes the offline status first).
/// </summary>
public interface IMqttEndpoint : IAsyncDisposable
{
    /// <summary>One word for logs and the API: <c>embedded</c> or <c>external</c>.</summary>
    string Name { get; }

    /// <summary>Connected (external) or listening (embedded).</summary>
    bool IsUp { get; }

    /// <summary>What keeps sensors from being heard, as the node's health check <c>mqtt</c>; null when nothing does.</summary>
    HealthProblem? Problem =>
        IsUp ? null : new(HealthLevel.Degraded, "no MQTT connection; sensors cannot be heard", "look at the node's log for the reason");

    /// <summary>The broker at the other end; null for the embedded one.</summary>
    BrokerEntry? Broker => null;

    /// <summary>
    /// Starts; an external broker that cannot be reached is retried in the background, a port in use is an error at once.
    /// </summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>
    /// The topic filters (plain MQTT, captures already replaced by <c>+</c>) the bindings want; replaces the previous ones.
    /// </summary>
    Task UseFiltersAsync(IReadOnlyList<TopicSubscription> filters, CancellationToken cancellation);

    /// <summary>
    /// Hands a result to local subscribers. Does not wait: bounded; false when the queue is full or the broker cannot be reached, and the
    /// caller counts it.
    /// </summary>
    bool TryPublish(LocalMessage message);
}

/// <summary>A filter and the QoS to ask for.</summary>
/// <param name="Filter">Plain MQTT topic filter.</param>
/// <param name="Qos">0, 1 or 2.</param>
/// <param name="Binding">The binding that asks for it.</param>
public readonly record struct TopicSubscription(string Filter, int Qos, string Binding = "");
