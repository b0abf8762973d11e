using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Ema;

/// <summary>A number smoothed exponentially, by count or by time; it begins with the first.</summary>
internal sealed class EmaFunction(EmaConfig config) : IOrderedFunction
{
    private readonly string _output = $"{config.Field}_ema";
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private double WeightAfter(long ticks) => config.Alpha ?? 1 - Math.Exp(-(double)ticks / config.Time!.Value.Ticks);

    private sealed class State(EmaFunction function) : IKeyedState
    {
        private Edge? _smoothed;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var (now, value) = (input.Time.UtcTicks, input.At(function._slot).AsNumber);
            if (!SensorRange.Holds(value)) return;
            if (_smoothed is { } known) value = known.Value + (function.WeightAfter(now - known.Ticks) * (value - known.Value));
            _smoothed = new(now, value);
            output.Add(Measurement.Of((function._output, value)));
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(_smoothed is not null);
            _smoothed?.Save(writer);
        }

        public void Load(BinaryReader reader) => _smoothed = reader.ReadBoolean() ? Edge.Load(reader) : null;
    }
}
