using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>The first values by event time, as a JSON list.</summary>
internal sealed class CollectState(Func<EdgeEvent, FieldValue> value, int limit) : IAggregateState
{
    private readonly SortedSet<(long Ticks, FieldValue Value, long Copy)> _values = new(Order);

    private static Comparer<(
        long Ticks, FieldValue Value, long Copy)> Order
    { get; } = Comparer<(long Ticks, FieldValue Value, long Copy)>.Create((a, b) =>
    {
        var order = a.Ticks != b.Ticks ? a.Ticks.CompareTo(b.Ticks) : FieldValueOrder.Compare(a.Value, b.Value);
        return order != 0 ? order : a.Copy.CompareTo(b.Copy);
    });

    public void Add(EdgeEvent input)
    {
        if (value(input) is { Exists: true } seen) Offer(input.Time.UtcTicks, seen);
    }

    public void Merge(IAggregateState other)
    {
        foreach (var (ticks, seen, _) in ((CollectState)other)._values.ToArray()) Offer(ticks, seen);
    }

    public FieldValue Value(long end) => JsonList.Of(_values.Select(v => v.Value));

    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_values.Count);
        foreach (var (ticks, seen, _) in _values)
        {
            writer.Write(ticks);
            writer.WriteValue(seen);
        }
    }

    public void Load(BinaryReader reader)
    {
        _values.Clear();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--) Offer(reader.ReadInt64(), reader.ReadValue());
    }

    private void Offer(long ticks, FieldValue seen)
    {
        var copy = 0L;
        while (!_values.Add((ticks, seen, copy))) copy++;
        if (_values.Count > limit) _values.Remove(_values.Max);
    }
}
