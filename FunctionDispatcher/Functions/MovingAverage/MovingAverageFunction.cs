using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.MovingAverage;

/// <summary>At each value the mean of the latest ones, itself included. The sum is exact: what leaves it leaves no trace.</summary>
internal sealed class MovingAverageFunction(MovingAverageConfig config) : IOrderedFunction
{
    private readonly string _output = $"{config.Field}_average";
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private bool IsOver(int count, long ticks) => count > config.Count || ticks >= config.Over?.Ticks;

    private sealed class State(MovingAverageFunction function) : IKeyedState
    {
        private readonly Queue<Edge> _values = new();
        private ExactSum _sum;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var (now, value) = (input.Time.UtcTicks, input.At(function._slot).AsNumber);
            if (!SensorRange.Holds(value)) return;
            Add(new(now, value));
            while (function.IsOver(_values.Count, now - _values.Peek().Ticks)) _sum.Add(-_values.Dequeue().Value);
            output.Add(Measurement.Of((function._output, _sum.Value / _values.Count)));
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write7BitEncodedInt(_values.Count);
            foreach (var value in _values) value.Save(writer);
        }

        public void Load(BinaryReader reader)
        {
            _values.Clear();
            _sum = default;
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--) Add(Edge.Load(reader));
        }

        private void Add(Edge value)
        {
            _values.Enqueue(value);
            _sum.Add(value.Value);
        }
    }
}
