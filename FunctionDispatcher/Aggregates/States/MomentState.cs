using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>
/// Exact sums of x, y, x², y² and xy over events that have both, for deviation, regression and correlation: without rounding on the way, so
/// without cancellation. With one argument y is x.
/// </summary>
internal sealed class MomentState(Func<EdgeEvent, double> x, Func<EdgeEvent, double> y, Func<MomentState, double> read) : IAggregateState
{
    private ExactSum _x;
    private ExactSum _y;
    private ExactSum _xx;
    private ExactSum _yy;
    private ExactSum _xy;

    public long Count { get; private set; }

    /// <summary><c>n Σx² − (Σx)²</c>.</summary>
    public double SpreadOfX => Cross.Of(Count, _xx, _x, _x);

    /// <summary><c>n Σy² − (Σy)²</c>.</summary>
    public double SpreadOfY => Cross.Of(Count, _yy, _y, _y);

    /// <summary><c>n Σxy − Σx Σy</c>.</summary>
    public double Common => Cross.Of(Count, _xy, _x, _y);

    public void Add(EdgeEvent input)
    {
        var (left, right) = (x(input), y(input));
        if (!SensorRange.Holds(left) || !SensorRange.Holds(right)) return;
        Count++;
        _x.Add(left);
        _y.Add(right);
        _xx.AddProduct(left, left);
        _yy.AddProduct(right, right);
        _xy.AddProduct(left, right);
    }

    public void Merge(IAggregateState other)
    {
        var moments = (MomentState)other;
        Count += moments.Count;
        _x.Add(moments._x);
        _y.Add(moments._y);
        _xx.Add(moments._xx);
        _yy.Add(moments._yy);
        _xy.Add(moments._xy);
    }

    public FieldValue Value(long end) => read(this) is var value && double.IsFinite(value) ? value : FieldValue.Missing;

    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64(Count);
        _x.Save(writer);
        _y.Save(writer);
        _xx.Save(writer);
        _yy.Save(writer);
        _xy.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        Count = reader.Read7BitEncodedInt64();
        _x = ExactSum.Load(reader);
        _y = ExactSum.Load(reader);
        _xx = ExactSum.Load(reader);
        _yy = ExactSum.Load(reader);
        _xy = ExactSum.Load(reader);
    }
}
