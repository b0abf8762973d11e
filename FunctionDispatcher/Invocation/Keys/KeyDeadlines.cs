using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Invocation.Keys;

/// <summary>
/// Which key is due next; of those due at once, the first by its values, so that a replay takes them in the same order. A deadline that
/// moves back, as most do with each event, costs nothing until its former time comes.
/// </summary>
internal sealed class KeyDeadlines
{
    /// <summary>
    /// How many deadlines one step runs beyond the first of each key. After a long outage the others are left to the steps that follow, so
    /// that none holds more than that in memory.
    /// </summary>
    public const int RepetitionLimit = 10_000;

    private readonly PriorityQueue<KeyEntry, (long Due, string Key)> _queue = new(new InOrder());
    private readonly List<KeyEntry> _postponed = [];
    private long _step = 1;
    private int _repetitions;

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

    /// <summary>
    /// The next key that is due at a reading of recorded time. Null ends the step: none is, or those that are have run in it before and the
    /// limit is reached.
    /// </summary>
    public KeyEntry? Take(long now)
    {
        while (Next() is { } entry && entry.Due <= now)
        {
            if (entry.Step == _step && _repetitions == RepetitionLimit)
            {
                _queue.Dequeue();
                _postponed.Add(entry);
                continue;
            }

            if (entry.Step == _step) _repetitions++;
            entry.Step = _step;
            return entry;
        }

        EndStep();
        return null;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _queue.Clear();
        _postponed.Clear();
    }

    private void EndStep()
    {
        foreach (var entry in _postponed)
        {
            entry.QueuedFor = Ticks.Forever;
            Update(entry);
        }

        _postponed.Clear();
        _repetitions = 0;
        _step++;
    }

    private sealed class InOrder : IComparer<(long Due, string Key)>
    {
        public int Compare((long Due, string Key) x, (long Due, string Key) y) =>
            x.Due != y.Due ? x.Due.CompareTo(y.Due) : string.CompareOrdinal(x.Key, y.Key);
    }
}
