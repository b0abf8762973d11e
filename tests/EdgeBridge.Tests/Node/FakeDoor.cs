using System.Collections.Concurrent;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.FunctionDispatcher.Dispatch;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>An MQTT door without a network.</summary>
internal sealed class FakeDoor(IMessageIntake intake) : IMqttDoor
{
    public IMessageIntake Intake { get; } = intake;

    public ConcurrentQueue<LocalMessage> Published { get; } = new();

    public IReadOnlyList<TopicSubscription> Filters { get; private set; } = [];

    public string Name => "fake";

    public bool IsUp { get; private set; }

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

    /// <summary>Thrown when a result is to be published; null for none.</summary>
    public static readonly AsyncLocal<Exception?> Broken = new();

    private readonly Exception? _broken = Broken.Value;

    public bool TryPublish(LocalMessage message)
    {
        if (_broken is not null) throw _broken;
        Published.Enqueue(message);
        return true;
    }

    public ValueTask DisposeAsync()
    {
        IsUp = false;
        return ValueTask.CompletedTask;
    }
}
