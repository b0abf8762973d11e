using System.Diagnostics;
using System.Text.Json;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionCost;

/// <summary>A listener without a network: gives events in, and sees which version of the function answered which event, and when.</summary>
internal sealed class SwapEndpoint(IMessageIntake intake) : IMqttEndpoint
{
    private readonly Lock _seeing = new();
    private readonly List<(int Event, int Version)> _results = [];
    private readonly Dictionary<int, long> _firstOf = [];

    public IMessageIntake Intake { get; } = intake;

    public string Name => "direct";

    public bool IsUp => true;

    /// <summary>Which version answered which event, in order.</summary>
    public IReadOnlyList<(int Event, int Version)> Results
    {
        get
        {
            lock (_seeing) return [.. _results];
        }
    }

    /// <summary>When a version gave its first result; null before it did.</summary>
    public long? FirstOf(int version)
    {
        lock (_seeing) return _firstOf.TryGetValue(version, out var at) ? at : null;
    }

    public Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task UseFiltersAsync(IReadOnlyList<TopicSubscription> filters, CancellationToken cancellation) => Task.CompletedTask;

    public bool TryPublish(LocalMessage message)
    {
        using var result = JsonDocument.Parse(message.Payload);
        var (number, version) = (result.RootElement.GetProperty("event").GetInt32(), result.RootElement.GetProperty("version").GetInt32());
        lock (_seeing)
        {
            _results.Add((number, version));
            _firstOf.TryAdd(version, Stopwatch.GetTimestamp());
        }

        return true;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
