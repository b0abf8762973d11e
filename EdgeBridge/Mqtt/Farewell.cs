namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// Lets the embedded broker stop only when its last word has left for every subscriber: MQTTnet would close the connections with the word
/// still in their queues.
/// </summary>
internal sealed class Farewell
{
    private readonly TaskCompletionSource _allSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _topic;
    private int _missing;

    /// <summary>Completes when it has been sent to all.</summary>
    public Task Completion => _allSent.Task;

    /// <summary>The next message on the topic is the last word, and so many clients will get it.</summary>
    public void Begin(string topic, int clients)
    {
        _missing = clients;
        _topic = topic;
        if (clients == 0) _allSent.TrySetResult();
    }

    /// <summary>A message on the topic has been sent to one client.</summary>
    public void Sent(string topic)
    {
        if (topic == _topic && Interlocked.Decrement(ref _missing) == 0) _allSent.TrySetResult();
    }
}
