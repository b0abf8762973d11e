using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>
/// Keys that wait for recorded time, by when that is due, ties in the order the keys appeared. A deadline that moves back costs nothing
/// until its former time comes.
/// </summary>
internal sealed class JoinQueue
{
    private readonly PriorityQueue<KeyJoin, (long Due, long Ordinal)> _queue = new();

    /// <summary>A key has another deadline.</summary>
    public void Update(KeyJoin join)
    {
        if (join.Due >= join.QueuedFor) return;
        join.QueuedFor = join.Due;
        _queue.Enqueue(join, (join.Due, join.Ordinal));
    }

    /// <summary>The next key; null when none waits.</summary>
    public KeyJoin? Next()
    {
        while (_queue.TryPeek(out var join, out var place))
        {
            if (join.QueuedFor == place.Due && join.Due == place.Due) return join;
            _queue.Dequeue();
            if (join.QueuedFor != place.Due) continue;
            join.QueuedFor = Ticks.Forever;
            Update(join);
        }

        return null;
    }

    public void Clear() => _queue.Clear();
}
