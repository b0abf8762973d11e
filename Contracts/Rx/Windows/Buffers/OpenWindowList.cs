using EventEdge.Contracts.Functions;

namespace EventEdge.Contracts.Rx.Windows.Buffers;

/// <summary>An aligned window in use.</summary>
internal struct OpenWindow
{
    public long Start;

    /// <summary>First instant after it.</summary>
    public long End;
    public IAccumulator State;

    /// <summary>The revision the next firing will have.</summary>
    public int Revision;

    /// <summary>What of it has not been emitted.</summary>
    public WindowEmission Emission;
}

/// <summary>Open windows in order of start. Taking the oldest away is cheap however many there are.</summary>
internal struct OpenWindowList
{
    private OpenWindow[]? _items;
    private int _head;

    public int Count { get; private set; }

    public readonly ref OpenWindow this[int index] => ref _items![_head + index];

    public readonly ref OpenWindow Newest => ref _items![_head + Count - 1];

    /// <summary>Index of the first window that starts at or after <paramref name="start"/>.</summary>
    public readonly int IndexOf(long start)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle].Start < start) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    public void Insert(int index, in OpenWindow window)
    {
        EnsureCapacity();
        var at = _head + index;
        Array.Copy(_items!, at, _items!, at + 1, Count - index);
        _items![at] = window;
        Count++;
    }

    public void RemoveOldest()
    {
        _items![_head++] = default;
        if (--Count == 0) _head = 0;
    }

    private void EnsureCapacity()
    {
        _items ??= new OpenWindow[1];
        if (_head + Count < _items.Length) return;
        var target = _head > Count ? _items : new OpenWindow[Math.Max(2, Count * 2)];
        Array.Copy(_items, _head, target, 0, Count);
        if (target == _items) Array.Clear(_items, Count, _head);
        _items = target;
        _head = 0;
    }
}
