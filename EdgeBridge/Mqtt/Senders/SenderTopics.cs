namespace EventEdge.EdgeBridge.Mqtt.Senders;

/// <summary>
/// What senders of this node publish on, so that it is told from what others say where a broker sends it to the node itself: what the node
/// publishes starts none of its bindings. A sender is known as long as the process lives, since its will may come after it.
/// </summary>
internal sealed class SenderTopics
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Func<string, bool>> _byName = new(StringComparer.Ordinal);
    private volatile Func<string, bool>[] _all = [];

    /// <summary>A sender is about to connect.</summary>
    public void Add(SenderTerms terms)
    {
        if (terms.IsOwn is not { } isOwn) return;
        lock (_gate)
        {
            _byName[terms.Name] = isOwn;
            _all = [.. _byName.Values];
        }
    }

    /// <summary>Whether a sender of this node publishes on the topic.</summary>
    public bool IsOwn(string topic)
    {
        foreach (var isOwn in _all)
        {
            if (isOwn(topic)) return true;
        }

        return false;
    }
}
