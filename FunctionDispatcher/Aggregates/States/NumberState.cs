using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>Of the numbers of an argument: count, exact sum, and the smallest and largest. No number, and there is no value.</summary>
internal sealed class NumberState(Func<EdgeEvent, double> number, Func<NumberState, double> read) : IAggregateState
{
    private ExactSum _sum;

    public long Count { get; private set; }

    public double Sum => _sum.Value;

    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; } = double.NegativeInfinity;

    public void Add(EdgeEvent input)
    {
        var value = number(input) + 0.0;
        if (!SensorRange.Holds(value)) return;
        Count++;
        _sum.Add(value);
        if (value < Min) Min = value;
        if (value > Max) Max = value;
    }

    public void Merge(IAggregateState other)
    {
        var numbers = (NumberState)other;
        Count += numbers.Count;
        _sum.Add(numbers._sum);
        Min = Math.Min(Min, numbers.Min);
        Max = Math.Max(Max, numbers.Max);
    }

    public FieldValue Value(long end) => Count == 0 ? FieldValue.Missing : read(this);

    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64(Count);
        _sum.Save(writer);
        writer.Write(Min);
        writer.Write(Max);
    }

    public void Load(BinaryReader reader)
    {
        Count = reader.Read7BitEncodedInt64();
        _sum = ExactSum.Load(reader);
        Min = reader.ReadDouble();
        Max = reader.ReadDouble();
    }
}
