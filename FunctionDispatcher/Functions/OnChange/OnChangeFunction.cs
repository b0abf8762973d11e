using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.OnChange;

/// <summary>
/// Tells the watched fields whenever one of them differs from what it was. A field that is missing or null stays what it was.
/// </summary>
internal sealed class OnChangeFunction(OnChangeConfig config) : IOrderedFunction
{
    private int[] _slots = [];

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slots = [.. config.Fields.Select(layout.SlotOf)];

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(config, _slots);

    private sealed class State(OnChangeConfig config, int[] slots) : IKeyedState
    {
        private readonly FieldValue[] _known = new FieldValue[slots.Length];

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            List<KeyValuePair<string, FieldValue>> previous = [];
            var isFirst = Array.TrueForAll(_known, value => !value.Exists);
            var isOther = false;
            for (var i = 0; i < slots.Length; i++)
            {
                var value = input.At(slots[i]);
                if (!value.Exists || value == _known[i]) continue;
                if (_known[i].Exists) previous.Add(new($"{config.Fields[i]}_previous", _known[i]));
                _known[i] = value;
                isOther = true;
            }

            if (isOther && (config.First || !isFirst)) output.Add(new() { Fields = [.. Known(), .. previous] });
        }

        public void Save(BinaryWriter writer)
        {
            foreach (var value in _known) writer.WriteValue(value);
        }

        public void Load(BinaryReader reader)
        {
            for (var i = 0; i < _known.Length; i++) _known[i] = reader.ReadValue();
        }

        private IEnumerable<KeyValuePair<string, FieldValue>> Known() =>
            _known.Select((value, i) => KeyValuePair.Create(config.Fields[i], value)).Where(field => field.Value.Exists);
    }
}
