using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Fill;

/// <summary>The chosen fields of each event; one that is missing or null has the value its key had last, else a constant.</summary>
internal sealed class FillFunction(FillConfig config) : IOrderedFunction
{
    private int[] _slots = [];

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slots = [.. config.Fields.Select(layout.SlotOf)];

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(config, _slots);

    private sealed class State(FillConfig config, int[] slots) : IKeyedState
    {
        private readonly (long Ticks, FieldValue Value)[] _known = new (long, FieldValue)[slots.Length];

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var now = input.Time.UtcTicks;
            var fields = new List<KeyValuePair<string, FieldValue>>(slots.Length);
            for (var i = 0; i < slots.Length; i++)
            {
                if (input.At(slots[i]) is { Exists: true } value) _known[i] = (now, value);
                var filled = IsKnown(_known[i], now) ? _known[i].Value : config.Value;
                if (filled.Exists) fields.Add(new(config.Fields[i], filled));
            }

            if (fields.Count > 0) output.Add(new() { Fields = fields });
        }

        public void Save(BinaryWriter writer)
        {
            foreach (var (ticks, value) in _known)
            {
                writer.Write(ticks);
                writer.WriteValue(value);
            }
        }

        public void Load(BinaryReader reader)
        {
            for (var i = 0; i < _known.Length; i++) _known[i] = (reader.ReadInt64(), reader.ReadValue());
        }

        private bool IsKnown((long Ticks, FieldValue Value) known, long now) =>
            known.Value.Exists && !(now - known.Ticks > config.MaxAge?.Ticks);
    }
}
