using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Lag;

/// <summary>A value beside the one so many values before of its key.</summary>
internal sealed class LagFunction(LagConfig config) : IOrderedFunction
{
    private readonly string _lagged = $"{config.Field}_lag";
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this, new(config.By));

    private sealed class State(LagFunction function, LatestValues latest) : IKeyedState
    {
        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var value = input.At(function._slot);
            if (value.Exists && latest.Push(value) is { Exists: true } earlier)
                output.Add(Measurement.Of((function.Field, value), (function._lagged, earlier)));
        }

        public void Save(BinaryWriter writer) => latest.Save(writer);

        public void Load(BinaryReader reader) => latest.Load(reader);
    }

    private string Field => config.Field;
}
