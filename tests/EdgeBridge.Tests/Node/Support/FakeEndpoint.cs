using System.Collections.Concurrent;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Tests.Node.Support;

/// <summary>An MQTT listener without a network.</summary>
internal sealed class FakeEndpoint(IMessageIntake intake) : IMqttEndpoint
{
    public IMessageIntake Intake { get; } = intake;

    public ConcurrentQueue<LocalMessage> Published { get; } = new();

    public IReadOnlyList<TopicSubscription> Filters { get; private set; } = [];

    public string Name => "fake";

    public bool IsUp { get; private set; }

    public BrokerEntry? Broker { get; set; }

    /// <summary>What becomes of closing it.</summary>
    public Action Closing { get; init; } = () => { };

    public Task StartAsync(CancellationToken cancellation)
    {
        IsUp = true;
        return Task.CompletedTask;
    }

    public Task UseFiltersAsync(IReadOnlyList<TopicSubscription> filters, CancellationToken cancellation)
    {
        Filters = filters;
        return Task.CompletedTask;
    }

    public bool TryPublish(LocalMessage message)
    {
        Published.Enqueue(message);
        return true;
    }

    public ValueTask DisposeAsync()
    {
        IsUp = false;
        Closing();
        return ValueTask.CompletedTask;
    }
}
