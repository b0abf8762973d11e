using System.Collections.Concurrent;
using System.Threading.Channels;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Senders;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>A broker for senders, without a network: it keeps what they say, and says what the test wants.</summary>
internal sealed class ScriptedSenders : ISenderEndpoint
{
    private readonly List<ScriptedSender> _connections = [];

    /// <summary>Every connection so far.</summary>
    public IReadOnlyList<ScriptedSender> Connections
    {
        get
        {
            lock (_connections) return [.. _connections];
        }
    }

    public ScriptedSender Last => Connections[^1];

    /// <summary>What is retained: those who connect are told.</summary>
    public ConcurrentDictionary<string, byte[]> Retained { get; } = new();

    /// <summary>How many attempts to connect fail.</summary>
    public int Refusals { get; set; }

    public Task<ISenderConnection> ConnectAsync(SenderTerms terms, CancellationToken cancellation)
    {
        if (Refusals-- > 0) throw new MqttListenerException("no broker");
        var sender = new ScriptedSender(terms);
        foreach (var topic in terms.Topics)
        {
            if (Retained.TryGetValue(topic, out var kept)) sender.Deliver(topic, kept);
        }

        lock (_connections) _connections.Add(sender);
        return Task.FromResult<ISenderConnection>(sender);
    }

    public Task ConnectedAsync(int count) =>
        Eventually.IsTrue(() => Connections.Count >= count, () => $"connection {count}, there were {Connections.Count}");
}

internal sealed class ScriptedSender(SenderTerms terms) : ISenderConnection
{
    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SenderTerms Terms { get; } = terms;

    public ConcurrentQueue<LocalMessage> Published { get; } = new();

    /// <summary>How it was closed; null while it is open, or where it was lost.</summary>
    public bool? ClosedWithWill { get; private set; }

    public bool IsDisposed { get; private set; }

    public Task<string> Ended => _ended.Task;

    public ChannelReader<Arrival> Arrivals => _arrivals.Reader;

    public IEnumerable<string> Lines => Published.Select(Said.Of);

    public void Deliver(string topic, byte[] payload) => _arrivals.Writer.TryWrite(new(topic, payload));

    public void Lose(string reason) => _ended.TrySetResult(reason);

    public Task PublishAsync(LocalMessage message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Ended.IsCompleted) throw new MqttListenerException("the connection is lost");
        Published.Enqueue(message);
        return Task.CompletedTask;
    }

    public Task CloseAsync(bool publishesWill, CancellationToken cancellation)
    {
        ClosedWithWill = publishesWill;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        Lose("closed");
        return ValueTask.CompletedTask;
    }

    public Task SaysAsync(int count) =>
        Eventually.IsTrue(() => Published.Count >= count, () =>
            $"{count} messages, there were {string.Join(" | ", Published.Select(m => m.Topic))}");
}
