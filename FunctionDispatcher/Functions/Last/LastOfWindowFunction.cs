using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Last;

/// <summary><c>last</c> with a window: the latest value of each field in it, under the field's own name.</summary>
internal sealed class LastOfWindowFunction(LastConfig config) : IAggregateFunction
{
    private EventLayout _layout = new();
    private int[]? _slots;

    /// <inheritdoc />
    public void Bind(EventLayout layout)
    {
        _layout = layout;
        _slots = config.Fields?.Select(layout.SlotOf).ToArray();
    }

    /// <inheritdoc />
    public IAccumulator CreateAccumulator() => new Accumulator(new(_layout, _slots));

    private sealed class Accumulator(LatestFields latest) : IAccumulator
    {
        private readonly LatestFields _latest = latest;

        public void Add(EdgeEvent input) => _latest.Add(input);

        public void Merge(IAccumulator other) => _latest.Merge(((Accumulator)other)._latest);

        public IEnumerable<Measurement> Result(WindowBounds window) => _latest.ToMeasurements();

        public void Save(BinaryWriter writer) => _latest.Save(writer);

        public void Load(BinaryReader reader) => _latest.Load(reader);
    }
}
