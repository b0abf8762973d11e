using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Difference;

/// <summary>By how much a number differs from the one so many numbers before of its key.</summary>
internal sealed class DifferenceFunction(DifferenceConfig config) : IOrderedFunction
{
    private readonly string _output = $"{config.Field}_difference";
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this, new(config.By));

    private sealed class State(DifferenceFunction function, LatestValues latest) : IKeyedState
    {
        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var value = input.At(function._slot);
            if (SensorRange.Holds(value.AsNumber) && latest.Push(value) is { Exists: true } earlier)
                output.Add(Measurement.Of((function._output, WholeNumber.Difference(value, earlier))));
        }

        public void Save(BinaryWriter writer) => latest.Save(writer);

        public void Load(BinaryReader reader) => latest.Load(reader);
    }
}
