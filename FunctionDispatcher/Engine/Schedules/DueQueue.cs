namespace EventEdge.FunctionDispatcher.Engine.Schedules;

/// <summary>
/// What falls due, earliest first; of those due at one moment, the one that was added first. Each has one due time, which may be moved:
/// an entry that was overtaken is passed over when its time comes, so that a move costs what an insertion costs.
/// </summary>
internal sealed class DueQueue<T>
    where T : class
{
    private readonly Dictionary<T, (int Order, DateTimeOffset? Due)> _items = new(ReferenceEqualityComparer.Instance);
    private readonly PriorityQueue<T, (DateTimeOffset Due, int Order)> _entries = new();

    /// <summary>Says when something is due; null for not at all.</summary>
    public void Set(T item, DateTimeOffset? due)
    {
        if (!_items.TryGetValue(item, out var known)) known = (_items.Count, null);
        else if (known.Due == due) return;
        _items[item] = (known.Order, due);
        if (due is { } at) _entries.Enqueue(item, (at, known.Order));
        if (_entries.Count > 64 + (4 * _items.Count)) Rebuild();
    }

    /// <summary>When the next is due; null when nothing is.</summary>
    public DateTimeOffset? Next => TryPeek(out _, out var due) ? due : null;

    /// <summary>The next, and when it is due.</summary>
    public bool TryPeek(out T item, out DateTimeOffset due)
    {
        while (_entries.TryPeek(out item!, out var entry))
        {
            due = entry.Due;
            if (_items[item].Due == due) return true;
            _entries.Dequeue();
        }

        due = default;
        return false;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _items.Clear();
        _entries.Clear();
    }

    private void Rebuild()
    {
        _entries.Clear();
        foreach (var (item, (order, due)) in _items)
        {
            if (due is { } at) _entries.Enqueue(item, (at, order));
        }
    }
}
