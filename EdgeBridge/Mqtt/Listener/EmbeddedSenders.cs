using System.Threading.Channels;
using EventEdge.EdgeBridge.Mqtt.Senders;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Mqtt.Listener;

/// <summary>
/// Connections of senders at the node's own broker: no socket is between them, and they end with the broker. What they publish does not
/// come to the bindings, as nothing that the node publishes does.
/// </summary>
/// <param name="publish">Hands a message to subscribers.</param>
/// <param name="retained">What is retained on a topic; null where nothing is.</param>
internal sealed class EmbeddedSenders(Action<LocalMessage> publish, Func<string, ReadOnlyMemory<byte>?> retained)
{
    private readonly Lock _gate = new();
    private volatile EmbeddedSender[] _open = [];

    /// <summary>Opens a connection.</summary>
    public EmbeddedSender Open(SenderTerms terms)
    {
        var sender = new EmbeddedSender(this, terms);
        lock (_gate) _open = [.. _open, sender];
        foreach (var topic in terms.Topics)
        {
            if (retained(topic) is { } kept) sender.Offer(topic, kept);
        }

        return sender;
    }

    /// <summary>Tells those who want to know of a message that it has come.</summary>
    public void Offer(string topic, ReadOnlyMemory<byte> payload)
    {
        foreach (var sender in _open) sender.Offer(topic, payload);
    }

    /// <summary>Hands a message to subscribers.</summary>
    public void Publish(LocalMessage message) => publish(message);

    /// <summary>A connection is no more.</summary>
    public void Remove(EmbeddedSender sender)
    {
        lock (_gate) _open = [.. _open.Where(one => one != sender)];
    }

    /// <summary>The broker stops.</summary>
    public void End()
    {
        foreach (var sender in _open) sender.End("the broker stops");
    }
}

/// <summary>One of them.</summary>
internal sealed class EmbeddedSender(EmbeddedSenders senders, SenderTerms terms) : ISenderConnection
{
    private const int ArrivalLimit = 1000;

    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Arrival> _arrivals = Channel.CreateBounded<Arrival>(
        new BoundedChannelOptions(ArrivalLimit) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private int _isClosed;

    public Task<string> Ended => _ended.Task;

    public ChannelReader<Arrival> Arrivals => _arrivals.Reader;

    public void Offer(string topic, ReadOnlyMemory<byte> payload)
    {
        if (terms.Topics.Contains(topic)) _arrivals.Writer.TryWrite(new(topic, payload.ToArray()));
    }

    public void End(string reason) => _ended.TrySetResult(reason);

    public Task PublishAsync(LocalMessage message, CancellationToken cancellation)
    {
        if (Ended.IsCompleted) throw new MqttListenerException("the connection has ended");
        senders.Publish(message);
        return Task.CompletedTask;
    }

    public Task CloseAsync(bool publishesWill, CancellationToken cancellation)
    {
        Close(publishesWill);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Close(publishesWill: true);
        _arrivals.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private void Close(bool publishesWill)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        senders.Remove(this);
        End("closed");
        if (publishesWill) senders.Publish(terms.Will);
    }
}
