using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.MovingMedian;

/// <summary>
/// At each value the median of the latest ones, itself included; where outliers are looked for, whether it is one by Hampel's rule, and
/// what to take in its place.
/// </summary>
internal sealed class MovingMedianFunction(MovingMedianConfig config) : IOrderedFunction
{
    // The standard deviation of a normal distribution, by its median of distances.
    private const double DeviationByMedian = 1.4826;

    private readonly string _median = $"{config.Field}_median";
    private readonly string _clean = $"{config.Field}_clean";
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private Measurement Judge(double value, IReadOnlyCollection<double> latest)
    {
        var median = Middle([.. latest]);
        if (config.Outlier is not { } factor) return Measurement.Of((_median, median));
        var deviation = DeviationByMedian * Middle([.. latest.Select(each => Math.Abs(each - median))]);
        var isOutlier = Math.Abs(value - median) > factor * deviation;
        return Measurement.Of((_median, median), ("outlier", isOutlier), (_clean, isOutlier ? median : value));
    }

    private static double Middle(double[] values)
    {
        Array.Sort(values);
        var half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] / 2) + (values[half] / 2);
    }

    private sealed class State(MovingMedianFunction function) : IKeyedState
    {
        private readonly Queue<double> _values = new();

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var value = input.At(function._slot).AsNumber;
            if (!SensorRange.Holds(value)) return;
            _values.Enqueue(value);
            if (_values.Count > function.Count) _values.Dequeue();
            output.Add(function.Judge(value, _values));
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write7BitEncodedInt(_values.Count);
            foreach (var value in _values) writer.Write(value);
        }

        public void Load(BinaryReader reader)
        {
            _values.Clear();
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--) _values.Enqueue(reader.ReadDouble());
        }
    }

    private int Count => config.Count;
}
