using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.RateOfChange;

/// <summary><c>rate_of_change</c> with a window: from its first value to its last; none when they are of the same instant.</summary>
internal sealed class RateOfWindowFunction(RateOfChangeConfig config) : IAggregateFunction
{
    private readonly Slope _slope = new(config);
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(_slope.Field);

    /// <inheritdoc />
    public IAccumulator CreateAccumulator() => new Accumulator(this);

    private sealed class Accumulator(RateOfWindowFunction function) : IAccumulator
    {
        private bool _any;
        private ExactEdge _first;
        private ExactEdge _last;

        public void Add(EdgeEvent input)
        {
            var value = new ExactEdge(input.Time.UtcTicks, WithoutSign(input.At(function._slot)));
            if (SensorRange.Holds(value.Value.AsNumber)) Widen(value, value);
        }

        public void Merge(IAccumulator other)
        {
            var taken = (Accumulator)other;
            if (taken._any) Widen(taken._first, taken._last);
        }

        public IEnumerable<Measurement> Result(WindowBounds window) =>
            _any && function._slope.Between(_first, _last) is { } rate ? [rate] : [];

        public void Save(BinaryWriter writer)
        {
            writer.Write(_any);
            _first.Save(writer);
            _last.Save(writer);
        }

        public void Load(BinaryReader reader)
        {
            _any = reader.ReadBoolean();
            (_first, _last) = (ExactEdge.Load(reader), ExactEdge.Load(reader));
        }

        // Minus zero equals zero, so which of the two came first must not show.
        private static FieldValue WithoutSign(FieldValue value) => value.IsNumber && value.AsNumber == 0 ? 0.0 : value;

        private void Widen(ExactEdge first, ExactEdge last)
        {
            if (!_any || first.CompareTo(_first) < 0) _first = first;
            if (!_any || last.CompareTo(_last) > 0) _last = last;
            _any = true;
        }
    }
}
