namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// Keys without a counting clock whose windows will count as complete, by when that is due, ties in the order the keys appeared. A heap
/// that every key knows its place in, so that one that is due earlier than it was needs no second entry.
/// </summary>
internal sealed class SilentKeys
{
    private KeyGroup[] _heap = [];

    public int Count { get; private set; }

    /// <summary>When the next is due, in ticks of recorded time.</summary>
    public long NextDue => Count == 0 ? EventTime.Ticks.Forever : _heap[0].Due;

    /// <summary>In no order.</summary>
    public IEnumerable<KeyGroup> All => _heap.Take(Count);

    /// <summary>Lets a key wait until an instant, unless it waits for an earlier one already.</summary>
    public void Await(KeyGroup group, long due)
    {
        if (due >= group.Due) return;
        group.Due = due;
        if (group.DuePlace >= 0)
        {
            SiftUp(group, group.DuePlace);
            return;
        }

        if (Count == _heap.Length) Array.Resize(ref _heap, Math.Max(4, Count * 2));
        SiftUp(group, Count++);
    }

    /// <summary>Takes the next out.</summary>
    public KeyGroup Take()
    {
        var first = _heap[0];
        var last = _heap[--Count];
        _heap[Count] = null!;
        if (Count > 0) SiftDown(last);
        (first.Due, first.DuePlace) = (EventTime.Ticks.Forever, -1);
        return first;
    }

    public void Clear()
    {
        _heap = [];
        Count = 0;
    }

    private void SiftUp(KeyGroup group, int place)
    {
        while (place > 0 && _heap[(place - 1) / 2] is var parent && IsBefore(group, parent))
        {
            Put(parent, place);
            place = (place - 1) / 2;
        }

        Put(group, place);
    }

    private void SiftDown(KeyGroup group)
    {
        var place = 0;
        for (var child = 1; child < Count; child = (2 * place) + 1)
        {
            if (child + 1 < Count && IsBefore(_heap[child + 1], _heap[child])) child++;
            if (!IsBefore(_heap[child], group)) break;
            Put(_heap[child], place);
            place = child;
        }

        Put(group, place);
    }

    private void Put(KeyGroup group, int place)
    {
        _heap[place] = group;
        group.DuePlace = place;
    }

    private static bool IsBefore(KeyGroup one, KeyGroup other) =>
        one.Due < other.Due || (one.Due == other.Due && one.Ordinal < other.Ordinal);
}
