using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows.Buffers;

/// <summary>Events kept in <see cref="EventOrder"/>. Cheap at both ends: events come nearly in order and leave oldest first.</summary>
internal sealed class EventBuffer
{
    private readonly List<EdgeEvent> _events = [];
    private int _head;

    public int Count => _events.Count - _head;

    public EdgeEvent this[int index] => _events[_head + index];

    public EdgeEvent Oldest => _events[_head];

    /// <summary>Keeps a copy of the event. Returns its index.</summary>
    public int Add(EdgeEvent input)
    {
        var index = _events.Count;
        if (Count > 0 && EventOrder.Instance.Compare(_events[^1], input) > 0) index = PlaceOf(input);
        _events.Insert(index, input.Detach());
        return index - _head;
    }

    public void RemoveOldest()
    {
        _events[_head++] = null!;
        if (_head * 2 < _events.Count) return;
        _events.RemoveRange(0, _head);
        _head = 0;
    }

    /// <summary>Index of the first event later than <paramref name="time"/>.</summary>
    public int IndexAfter(long time)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle].Time.UtcTicks <= time) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        for (var index = 0; index < Count; index++) writer.WriteEvent(this[index]);
    }

    public void Load(BinaryReader reader, EventLayout layout)
    {
        for (var left = reader.ReadInt32(); left > 0; left--) _events.Add(reader.ReadEvent(layout));
    }

    private int PlaceOf(EdgeEvent input)
    {
        var found = _events.BinarySearch(_head, Count, input, EventOrder.Instance);
        return found < 0 ? ~found : found;
    }
}
