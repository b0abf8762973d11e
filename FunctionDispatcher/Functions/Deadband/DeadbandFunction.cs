using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Deadband;

/// <summary>
/// Lets a value through when it differs from the one let through last by more than a band, or when there was silence for too long. The
/// first value always passes. The output field has the input field's name.
/// </summary>
internal sealed class DeadbandFunction(DeadbandConfig config) : IKeyedFunction
{
    private readonly long _silenceLimit = config.MaxSilence?.Ticks ?? long.MaxValue;
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private bool Passes(ExactEdge reported, ExactEdge next)
    {
        var band = config.IsPercent ? Math.Abs(reported.Value.AsNumber) * config.Band / 100 : config.Band;
        return Math.Abs(WholeNumber.Difference(next.Value, reported.Value)) > band || next.Ticks - reported.Ticks >= _silenceLimit;
    }

    private sealed class State(DeadbandFunction function) : IKeyedState
    {
        private ExactEdge? _reported;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var next = new ExactEdge(input.Time.UtcTicks, input.At(function._slot));
            if (!double.IsFinite(next.Value.AsNumber) || (_reported is { } reported && !function.Passes(reported, next))) return;
            _reported = next;
            output.Add(Measurement.Of((function.Field, next.Value)));
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(_reported is not null);
            _reported?.Save(writer);
        }

        public void Load(BinaryReader reader) => _reported = reader.ReadBoolean() ? ExactEdge.Load(reader) : null;
    }

    private string Field => config.Field;
}
