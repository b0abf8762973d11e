using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.StateDuration;

/// <summary>At each change of a state, how long the former one lasted; and once where one lasts longer than a limit.</summary>
internal sealed class StateDurationFunction(StateDurationConfig config) : IOrderedFunction
{
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this, config.Limit?.Ticks);

    private sealed class State(StateDurationFunction function, long? limit) : TimedState
    {
        private FieldValue _state;
        private long _since;

        protected override void Take(EdgeEvent input, long now, ICollection<Measurement> output)
        {
            var state = input.At(function._slot);
            if (!state.Exists || state == _state) return;
            if (_state.Exists)
                output.Add(Measurement.Of(("state", _state), ("seconds", Instant.Seconds(now - _since)), ("next", state)));
            (_state, _since) = (state, now);
            if (limit is { } ticks) Due = now + ticks;
        }

        protected override void OnDue(long due, ICollection<Measurement> output) =>
            output.Add(At(due, ("state", _state), ("seconds", Instant.Seconds(due - _since)), ("exceeded", true)));

        protected override void SaveRest(BinaryWriter writer)
        {
            writer.WriteValue(_state);
            writer.Write(_since);
        }

        protected override void LoadRest(BinaryReader reader) => (_state, _since) = (reader.ReadValue(), reader.ReadInt64());
    }
}
