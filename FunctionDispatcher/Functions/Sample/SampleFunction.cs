using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Functions.Sample;

/// <summary>The first of so many events of a key, or the first of each interval.</summary>
internal sealed class SampleFunction(SampleConfig config) : IOrderedFunction
{
    private readonly ChosenFields _fields = new(config.Fields);

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _fields.Bind(layout);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private sealed class State(SampleFunction function) : IKeyedState
    {
        // Events since the last that passed, or the interval of that one.
        private long _place = Ticks.Never;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            if (function._fields.Of(input) is { Length: > 0 } fields && Passes(input.Time.UtcTicks)) output.Add(new() { Fields = fields });
        }

        public void Save(BinaryWriter writer) => writer.Write(_place);

        public void Load(BinaryReader reader) => _place = reader.ReadInt64();

        private bool Passes(long now)
        {
            if (function.Every is { } every)
            {
                var interval = Ticks.FloorTo(now, every.Ticks);
                if (interval == _place) return false;
                _place = interval;
                return true;
            }

            _place = _place == Ticks.Never ? 0 : (_place + 1) % function.Count;
            return _place == 0;
        }
    }

    private int Count => config.Count;

    private TimeSpan? Every => config.Every;
}
