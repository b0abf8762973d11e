using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Threshold;

/// <summary>
/// Tells when a value crosses a limit and when it is back: <c>state</c> true or false and the <c>value</c> that decided, on change only.
/// Events count in the order of arrival: an alarm does not wait for event time.
/// </summary>
internal sealed class ThresholdFunction(ThresholdConfig config) : IKeyedFunction
{
    private int _slot;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _slot = layout.SlotOf(config.Field);

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(this);

    private bool Decide(bool isOn, in FieldValue value)
    {
        var order = WholeNumber.Compare(value, isOn ? config.Clear : config.Limit);
        return config.IsAbove ? order > 0 : order < 0;
    }

    private sealed class State(ThresholdFunction function) : IKeyedState
    {
        private bool _isOn;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            var value = input.At(function._slot);
            if (!double.IsFinite(value.AsNumber)) return;
            var isOn = function.Decide(_isOn, value);
            if (isOn == _isOn) return;
            _isOn = isOn;
            output.Add(Measurement.Of(("state", isOn), ("value", value)));
        }

        public void Save(BinaryWriter writer) => writer.Write(_isOn);

        public void Load(BinaryReader reader) => _isOn = reader.ReadBoolean();
    }
}
