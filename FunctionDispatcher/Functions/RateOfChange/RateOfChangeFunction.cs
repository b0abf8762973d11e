using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.RateOfChange;

/// <summary>
/// <c>rate_of_change</c> without a window: at each event the rate since the one before. A second value of the same instant gives none and
/// is not remembered.
/// </summary>
internal sealed class RateOfChangeFunction(RateOfChangeConfig config) : IKeyedFunction
{
    private readonly Slope _slope = new(config);
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(_slope.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private sealed class State(RateOfChangeFunction function) : IKeyedState
    {
        private ExactEdge? _previous;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var next = new ExactEdge(input.Time.UtcTicks, input.At(function._slot));
            if (!SensorRange.Holds(next.Value.AsNumber) || next.Ticks == _previous?.Ticks) return;
            if (_previous is { } previous && function._slope.Between(previous, next) is { } rate) output.Add(rate);
            _previous = next;
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(_previous is not null);
            _previous?.Save(writer);
        }

        public void Load(BinaryReader reader) => _previous = reader.ReadBoolean() ? ExactEdge.Load(reader) : null;
    }
}
