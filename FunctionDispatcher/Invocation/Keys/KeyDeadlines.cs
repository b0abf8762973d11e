using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Invocation.Keys;

/// <summary>
/// Which key is due next; of those due at once, the first by its values, so that a replay takes them in the same order. A deadline that
/// moves back, as most do with each event, costs nothing until its former time comes.
/// </summary>
internal sealed class KeyDeadlines
{
    private readonly PriorityQueue<KeyEntry, (long Due, string Key)> _queue = new(new InOrder());

    /// <summary>A key has another deadline.</summary>
    public void Update(KeyEntry entry)
    {
        if (entry.Due >= entry.QueuedFor) return;
        entry.QueuedFor = entry.Due;
        _queue.Enqueue(entry, (entry.Due, entry.Key));
    }

    /// <summary>The next key, and when it is due; null when none waits.</summary>
    public KeyEntry? Next()
    {
        while (_queue.TryPeek(out var entry, out var place))
        {
            if (entry.QueuedFor == place.Due && entry.Due == place.Due) return entry;
            _queue.Dequeue();
            // Overtaken by an earlier deadline of the same key, it stands elsewhere.
            if (entry.QueuedFor != place.Due) continue;
            entry.QueuedFor = Ticks.Forever;
            Update(entry);
        }

        return null;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _queue.Clear();

    private sealed class InOrder : IComparer<(long Due, string Key)>
    {
        public int Compare((long Due, string Key) x, (long Due, string Key) y) =>
            x.Due != y.Due ? x.Due.CompareTo(y.Due) : string.CompareOrdinal(x.Key, y.Key);
    }
}
