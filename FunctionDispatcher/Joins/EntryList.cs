using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>
/// Events in the order of time, those of one instant in that of their fields, so that the order in which they came cannot be told. Cheap at
/// both ends: events come nearly in order and leave oldest first.
/// </summary>
internal sealed class EntryList
{
    private readonly List<JoinEntry> _entries = [];
    private int _head;

    public int Count => _entries.Count - _head;

    public JoinEntry this[int index] => _entries[_head + index];

    /// <summary>Puts an event in its place.</summary>
    public void Add(JoinEntry entry)
    {
        var low = _entries.Count;
        if (Count > 0 && EventOrder.Instance.Compare(_entries[^1].Event, entry.Event) > 0)
        {
            low = _head;
            for (var high = _entries.Count; low < high;)
            {
                var middle = (low + high) >>> 1;
                if (EventOrder.Instance.Compare(_entries[middle].Event, entry.Event) <= 0) low = middle + 1;
                else high = middle;
            }
        }

        _entries.Insert(low, entry);
    }

    public void RemoveFirst()
    {
        _entries[_head++] = null!;
        if (_head * 2 < _entries.Count) return;
        _entries.RemoveRange(0, _head);
        _head = 0;
    }

    public void Remove(int index) => _entries.RemoveAt(_head + index);

    /// <summary>Index of the first event that is not before an instant.</summary>
    public int IndexFrom(long time)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle].Time < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>The index of the event that another revises; below zero where it revises none.</summary>
    public int IndexOfRevised(JoinEntry entry)
    {
        if (entry.Event.Subject == 0) return -1;
        for (var index = IndexFrom(entry.Time); index < Count && this[index].Time == entry.Time; index++)
        {
            if (this[index].Event.Subject == entry.Event.Subject) return index;
        }

        return -1;
    }

    public void Clear()
    {
        _entries.Clear();
        _head = 0;
    }
}
