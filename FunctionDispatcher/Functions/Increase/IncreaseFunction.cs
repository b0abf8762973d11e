using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Increase;

/// <summary><c>increase</c> without a window: at each reading, what the counter grew by since the one before.</summary>
internal sealed class IncreaseFunction(IncreaseConfig config) : IOrderedFunction
{
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private double Between(FieldValue earlier, FieldValue later)
    {
        if (WholeNumber.Compare(later, earlier) >= 0) return WholeNumber.Difference(later, earlier);
        var grown = earlier.AsNumber < config.Range ? config.Range.Value + WholeNumber.Difference(later, earlier) : later.AsNumber;
        return Math.Max(0, grown);
    }

    private sealed class State(IncreaseFunction function) : IKeyedState
    {
        private FieldValue _previous;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var reading = input.At(function._slot);
            if (!SensorRange.Holds(reading.AsNumber)) return;
            if (_previous.Exists) output.Add(Measurement.Of((function.Output, function.Between(_previous, reading))));
            _previous = reading;
        }

        public void Save(BinaryWriter writer) => writer.WriteValue(_previous);

        public void Load(BinaryReader reader) => _previous = reader.ReadValue();
    }

    private string Output => config.Output;
}
