using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Tests.Rx.Windows.Support;

/// <summary>Count, sum, minimum and maximum of whole numbers: exact, whatever the order.</summary>
internal sealed class IntegerStats(int slot) : IMergedAccumulator
{
    public long Count { get; private set; }

    public long Sum { get; private set; }

    public long Min { get; private set; } = long.MaxValue;

    public long Max { get; private set; } = long.MinValue;

    public bool IsSmall => true;

    public void Add(EdgeEvent input)
    {
        var value = (long)input.At(slot).AsNumber;
        Count++;
        Sum += value;
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
    }

    public void Merge(IAccumulator other)
    {
        var stats = (IntegerStats)other;
        Count += stats.Count;
        Sum += stats.Sum;
        Min = Math.Min(Min, stats.Min);
        Max = Math.Max(Max, stats.Max);
    }

    public IEnumerable<Measurement> Result(WindowBounds window) =>
        [Measurement.Of(("count", Count), ("sum", Sum), ("min", Min), ("max", Max))];

    public void Save(BinaryWriter writer)
    {
        foreach (var value in (long[])[Count, Sum, Min, Max]) writer.Write(value);
    }

    public void Load(BinaryReader reader) =>
        (Count, Sum, Min, Max) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
}
