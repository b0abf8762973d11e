using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>The value that is first or last by event time; of equal times the least is first and the greatest last.</summary>
internal sealed class EdgeState(Func<EdgeEvent, FieldValue> value, bool isLast) : IAggregateState
{
    private long _ticks;
    private FieldValue _value;

    public void Add(EdgeEvent input)
    {
        if (value(input) is { Exists: true } candidate) Offer(input.Time.UtcTicks, candidate);
    }

    public void Merge(IAggregateState other)
    {
        var edge = (EdgeState)other;
        if (edge._value.Exists) Offer(edge._ticks, edge._value);
    }

    public FieldValue Value(long end) => _value;

    public void Save(BinaryWriter writer)
    {
        writer.Write(_ticks);
        writer.WriteValue(_value);
    }

    public void Load(BinaryReader reader)
    {
        _ticks = reader.ReadInt64();
        _value = reader.ReadValue();
    }

    private void Offer(long ticks, FieldValue candidate)
    {
        var order = ticks != _ticks ? ticks.CompareTo(_ticks) : FieldValueOrder.Compare(candidate, _value);
        if (!_value.Exists || order > 0 == isLast && order != 0) (_ticks, _value) = (ticks, candidate);
    }
}
