using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>A quantile within 1 %, never outside the smallest and the largest number.</summary>
internal sealed class SketchState(Func<EdgeEvent, double> number, double fraction) : IAggregateState
{
    private QuantileSketch _sketch = new();
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;

    public void Add(EdgeEvent input)
    {
        var value = number(input) + 0.0;
        if (!SensorRange.Holds(value)) return;
        _sketch.Add(value);
        if (value < _min) _min = value;
        if (value > _max) _max = value;
    }

    public void Merge(IAggregateState other)
    {
        var sketched = (SketchState)other;
        _sketch.Merge(sketched._sketch);
        _min = Math.Min(_min, sketched._min);
        _max = Math.Max(_max, sketched._max);
    }

    public FieldValue Value(long end) => _min <= _max ? Math.Clamp(_sketch.Quantile(fraction), _min, _max) : FieldValue.Missing;

    public void Save(BinaryWriter writer)
    {
        _sketch.Save(writer);
        writer.Write(_min);
        writer.Write(_max);
    }

    public void Load(BinaryReader reader)
    {
        _sketch = QuantileSketch.Load(reader);
        _min = reader.ReadDouble();
        _max = reader.ReadDouble();
    }
}
