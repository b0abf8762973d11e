using System.Globalization;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>Counts of numbers below a range, in each of its equal parts, and from its end up: as a JSON list.</summary>
internal sealed class HistogramState(Func<EdgeEvent, double> number, double low, double high, int parts) : IAggregateState
{
    private readonly long[] _counts = new long[parts + 2];

    public void Add(EdgeEvent input)
    {
        var value = number(input);
        if (double.IsNaN(value)) return;
        var part = value < low ? 0 : value >= high ? parts + 1 : 1 + Math.Min(parts - 1, (int)((value - low) / (high - low) * parts));
        _counts[part]++;
    }

    public void Merge(IAggregateState other)
    {
        var counts = ((HistogramState)other)._counts;
        for (var i = 0; i < _counts.Length; i++) _counts[i] += counts[i];
    }

    public FieldValue Value(long end) => $"[{string.Join(',', _counts.Select(c => c.ToString(CultureInfo.InvariantCulture)))}]";

    public void Save(BinaryWriter writer)
    {
        foreach (var count in _counts) writer.Write7BitEncodedInt64(count);
    }

    public void Load(BinaryReader reader)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] = reader.Read7BitEncodedInt64();
    }
}
