using System.Buffers;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// Lets the embedded broker stop only when its last word has reached every subscriber (or left, for those at QoS 0), and not
/// with the word still in their queues.
/// </summary>
internal sealed class Farewell
{
    private readonly TaskCompletionSource _allReached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlyMemory<byte> _word;
    private volatile string? _topic;
    private int _missing;

    /// <summary>Completes when it has reached all.</summary>
    public Task Completion => _allReached.Task;

    /// <summary>A message is the last word, and so many clients will get it. An earlier one on its topic may still be on its way.</summary>
    public void Begin(string topic, ReadOnlyMemory<byte> word, int clients)
    {
        _missing = clients;
        _word = word;
        _topic = topic;
        if (clients == 0) _allReached.TrySetResult();
    }

    /// <summary>A message has reached one client.</summary>
    public void Arrived(string topic, in ReadOnlySequence<byte> payload)
    {
        if (topic != _topic || !payload.ToArray().AsSpan().SequenceEqual(_word.Span)) return;
        if (Interlocked.Decrement(ref _missing) == 0) _allReached.TrySetResult();
    }
}
