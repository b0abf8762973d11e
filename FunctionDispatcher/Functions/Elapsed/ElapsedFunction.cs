using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Functions.Elapsed;

/// <summary>At each event that counts, the time since the one before of its key.</summary>
internal sealed class ElapsedFunction(ElapsedConfig config) : IOrderedFunction
{
    private Func<EdgeEvent, bool> _counts = _ => true;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _counts = config.When?.Compile(layout) ?? _counts;

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private sealed class State(ElapsedFunction function) : IKeyedState
    {
        private long _previous = Ticks.Never;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            if (!function._counts(input)) return;
            var now = input.Time.UtcTicks;
            if (_previous != Ticks.Never) output.Add(Measurement.Of(("elapsed", Instant.Seconds(now - _previous))));
            _previous = now;
        }

        public void Save(BinaryWriter writer) => writer.Write(_previous);

        public void Load(BinaryReader reader) => _previous = reader.ReadInt64();
    }
}
