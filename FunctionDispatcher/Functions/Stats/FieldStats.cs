using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>Everything known about one field of one window: constant size but for the sketch, which is made only when asked for.</summary>
internal struct FieldStats
{
    private long _count;
    private double _min;
    private double _max;
    private ExactSum _sum;
    private ExactSum _squares;
    private Edge _first;
    private Edge _last;
    private QuantileSketch? _sketch;

    /// <summary>Numbers seen.</summary>
    public readonly long Count => _count;

    /// <summary>
    /// Takes a number in; ticks are those of its event time. The set of required aggregates must be the same for every number.
    /// </summary>
    public void Add(double value, long ticks, RequiredAggregates required)
    {
        // Minus zero equals zero, so which of the two came first must not show.
        value += 0.0;
        var edge = new Edge(ticks, value);
        Widen(value, value, edge, edge);
        _count++;
        _sum.Add(value);
        if ((required & RequiredAggregates.Squares) != 0) _squares.AddProduct(value, value);
        if ((required & RequiredAggregates.Sketch) != 0) (_sketch ??= new()).Add(value);
    }

    /// <summary>Takes in everything another one holds.</summary>
    public void Merge(in FieldStats other)
    {
        if (other._count == 0) return;
        Widen(other._min, other._max, other._first, other._last);
        _count += other._count;
        _sum.Add(other._sum);
        _squares.Add(other._squares);
        if (other._sketch is not null) (_sketch ??= new()).Merge(other._sketch);
    }

    /// <summary>One statistic; NaN when there is none (the deviation of a single number).</summary>
    public readonly double Read(Stat stat) => stat switch
    {
        Stat.Count => _count,
        Stat.Sum => _sum.Value,
        Stat.Mean => _sum.Value / _count,
        Stat.Min => _min,
        Stat.Max => _max,
        Stat.Stddev => SampleDeviation.Of(_count, _sum, _squares),
        Stat.First => _first.Value,
        Stat.Last => _last.Value,
        Stat.P50 => Quantile(0.50),
        Stat.P95 => Quantile(0.95),
        Stat.P99 => Quantile(0.99),
        _ => double.NaN,
    };

    /// <summary>Writes the state.</summary>
    public readonly void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64(_count);
        if (_count == 0) return;
        writer.Write(_min);
        writer.Write(_max);
        _sum.Save(writer);
        _squares.Save(writer);
        _first.Save(writer);
        _last.Save(writer);
        writer.Write(_sketch is not null);
        _sketch?.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static FieldStats Load(BinaryReader reader)
    {
        var stats = new FieldStats { _count = reader.Read7BitEncodedInt64() };
        if (stats._count == 0) return stats;
        stats._min = reader.ReadDouble();
        stats._max = reader.ReadDouble();
        stats._sum = ExactSum.Load(reader);
        stats._squares = ExactSum.Load(reader);
        stats._first = Edge.Load(reader);
        stats._last = Edge.Load(reader);
        if (reader.ReadBoolean()) stats._sketch = QuantileSketch.Load(reader);
        return stats;
    }

    private readonly double Quantile(double fraction) =>
        _sketch is null ? double.NaN : Math.Clamp(_sketch.Quantile(fraction), _min, _max);

    private void Widen(double min, double max, Edge first, Edge last)
    {
        var isEmpty = _count == 0;
        if (isEmpty || min < _min) _min = min;
        if (isEmpty || max > _max) _max = max;
        if (isEmpty || first.CompareTo(_first) < 0) _first = first;
        if (isEmpty || last.CompareTo(_last) > 0) _last = last;
    }
}
