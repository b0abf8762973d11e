using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Functions.Throttle;

/// <summary>At most one event of a key in a time that begins with an event: the first at once, or the last when the time is over.</summary>
internal sealed class ThrottleFunction(ThrottleConfig config) : IOrderedFunction
{
    private readonly ChosenFields _fields = new(config.Fields);

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _fields.Bind(layout);

    /// <inheritdoc />
    public IKeyedState CreateState() => config.PassesLast ? new LastState(this) : new FirstState(this);

    private sealed class FirstState(ThrottleFunction function) : IKeyedState
    {
        private long _until = Ticks.Never;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var now = input.Time.UtcTicks;
            if (now < _until) return;
            if (function._fields.Of(input) is not { Length: > 0 } fields) return;
            output.Add(new() { Fields = fields });
            _until = now + function.Every;
        }

        public void Save(BinaryWriter writer) => writer.Write(_until);

        public void Load(BinaryReader reader) => _until = reader.ReadInt64();
    }

    private sealed class LastState(ThrottleFunction function) : TimedState
    {
        private KeyValuePair<string, FieldValue>[]? _held;
        private long _heldTime;

        protected override void Take(EdgeEvent input, long now, ICollection<Measurement> output)
        {
            if (function._fields.Of(input) is not { Length: > 0 } fields) return;
            if (_held is null) Due = now + function.Every;
            (_held, _heldTime) = (fields, now);
        }

        protected override void OnDue(long due, ICollection<Measurement> output)
        {
            output.Add(new() { Fields = _held!, Time = Ticks.ToInstant(_heldTime) });
            _held = null;
        }

        protected override void SaveRest(BinaryWriter writer)
        {
            ChosenFields.Save(writer, _held);
            writer.Write(_heldTime);
        }

        protected override void LoadRest(BinaryReader reader) => (_held, _heldTime) = (ChosenFields.Load(reader), reader.ReadInt64());
    }

    private long Every => config.Every.Ticks;
}
