using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.Backlog;

/// <summary>A listener without a network: what is measured lies behind it.</summary>
internal sealed class DirectEndpoint(IMessageIntake intake) : IMqttEndpoint
{
    public IMessageIntake Intake { get; } = intake;

    public string Name => "direct";

    public bool IsUp => true;

    public Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task UseFiltersAsync(IReadOnlyList<TopicSubscription> filters, CancellationToken cancellation) => Task.CompletedTask;

    public bool TryPublish(LocalMessage message) => true;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
