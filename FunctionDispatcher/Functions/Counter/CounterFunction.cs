using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Counter;

/// <summary>How many events of a key met a condition, or how often it began to hold, since a reset. Told whenever it changes.</summary>
internal sealed class CounterFunction(CounterConfig config) : IOrderedFunction
{
    private Func<EdgeEvent, bool> _counts = _ => true;
    private Func<EdgeEvent, bool> _resets = _ => false;

    /// <inheritdoc />
    public void Bind(EventLayout layout)
    {
        _counts = config.When?.Compile(layout) ?? _counts;
        _resets = config.Reset?.Compile(layout) ?? _resets;
    }

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private sealed class State(CounterFunction function) : IKeyedState
    {
        private long _count;
        private bool _held;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var before = _count;
            var holds = function._counts(input);
            if (function._resets(input)) _count = 0;
            else if (holds && !(function.CountsEdges && _held)) _count++;
            _held = holds;
            if (_count != before) output.Add(Measurement.Of(("count", _count)));
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(_count);
            writer.Write(_held);
        }

        public void Load(BinaryReader reader) => (_count, _held) = (reader.ReadInt64(), reader.ReadBoolean());
    }

    private bool CountsEdges => config.Edge;
}
