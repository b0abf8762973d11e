using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Interpolate;

/// <summary>
/// At each value, those on a grid of time since the one before of its key: on the straight line between the two, or the earlier.
/// </summary>
internal sealed class InterpolateFunction(InterpolateConfig config) : IOrderedFunction
{
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private void Fill(Edge from, Edge to, ICollection<Measurement> output)
    {
        if (to.Ticks - from.Ticks > config.MaxGap.Ticks) from = to with { Ticks = to.Ticks - 1 };
        var step = config.Every.Ticks;
        for (var at = Ticks.FloorTo(from.Ticks, step) + step; at <= to.Ticks; at += step)
        {
            var part = (double)(at - from.Ticks) / (to.Ticks - from.Ticks);
            var value = at == to.Ticks ? to.Value : config.Holds ? from.Value : from.Value + (part * (to.Value - from.Value));
            output.Add(Measurement.Of((config.Field, value)) with { Time = Ticks.ToInstant(at) });
        }
    }

    private sealed class State(InterpolateFunction function) : IKeyedState
    {
        private Edge? _previous;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var next = new Edge(input.Time.UtcTicks, input.At(function._slot).AsNumber);
            if (!SensorRange.Holds(next.Value) || next.Ticks == _previous?.Ticks) return;
            function.Fill(_previous ?? next with { Ticks = next.Ticks - 1 }, next, output);
            _previous = next;
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(_previous is not null);
            _previous?.Save(writer);
        }

        public void Load(BinaryReader reader) => _previous = reader.ReadBoolean() ? Edge.Load(reader) : null;
    }
}
