namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// Lets the embedded broker stop only when its last words, its clients' wills and its own status, have reached every connected subscriber
/// (or left, for those at QoS 0), and not with the words still in their queues.
/// </summary>
internal sealed class DisconnectNotice
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _allReached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile HashSet<RoutedMessage>? _words;
    private int _missing;
    private bool _isComplete;

    /// <summary>Completes when all have reached all.</summary>
    public Task Completion => _allReached.Task;

    /// <summary>Last words are being routed.</summary>
    public bool HasBegun => _words is not null;

    /// <summary>What is routed from now on are last words.</summary>
    public void Begin() => _words = new(ReferenceEqualityComparer.Instance);

    /// <summary>The last one is routed.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isComplete = true;
            if (_missing == 0) _allReached.TrySetResult();
        }
    }

    /// <summary>A message is about to be queued for so many connected clients.</summary>
    public void Sending(RoutedMessage message, int clients)
    {
        if (_words is not { } words) return;
        lock (_gate)
        {
            words.Add(message);
            _missing += clients;
        }
    }

    /// <summary>A message has reached one client.</summary>
    public void Arrived(RoutedMessage message)
    {
        if (_words is not { } words) return;
        lock (_gate)
        {
            if (words.Contains(message) && --_missing == 0 && _isComplete) _allReached.TrySetResult();
        }
    }
}
