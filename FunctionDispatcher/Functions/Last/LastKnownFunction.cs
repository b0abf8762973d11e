using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Last;

/// <summary>
/// <c>last</c> without a window: at each event the last known value of every field of its key, so that sensors which send one field at a time
/// give whole rows. An event older than what is known changes nothing but fields it is the first to bring.
/// </summary>
internal sealed class LastKnownFunction(LastConfig config) : IKeyedFunction
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
    public IKeyedState CreateState() => new State(new(_layout, _slots));

    private sealed class State(LatestFields latest) : IKeyedState
    {
        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            latest.Add(input);
            foreach (var measurement in latest.ToMeasurements()) output.Add(measurement);
        }

        public void Save(BinaryWriter writer) => latest.Save(writer);

        public void Load(BinaryReader reader) => latest.Load(reader);
    }
}
