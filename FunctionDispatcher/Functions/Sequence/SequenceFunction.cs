using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Sequence;

/// <summary>
/// Tells when events of a key met conditions one after the other within a time, and when the first ones came and the rest did not. One
/// attempt at a time: it begins with the first step, and what does not fit the next step is passed over.
/// </summary>
internal sealed class SequenceFunction(SequenceConfig config) : IOrderedFunction
{
    private Func<EdgeEvent, bool>[] _steps = [];

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _steps = [.. config.Steps.Select(step => step.Compile(layout))];

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(config, _steps);

    private sealed class State(SequenceConfig config, Func<EdgeEvent, bool>[] steps) : TimedState
    {
        // How many steps are met, and when the first was.
        private int _met;
        private long _begun;

        protected override void Take(EdgeEvent input, long now, ICollection<Measurement> output)
        {
            if (!steps[_met](input)) return;
            if (_met++ == 0) (_begun, Due) = (now, now + config.Within.Ticks);
            if (_met < steps.Length) return;
            if (config.TellsMatch) output.Add(Measurement.Of(Told(isComplete: true, now)));
            End();
        }

        protected override void OnDue(long due, ICollection<Measurement> output)
        {
            if (config.TellsMiss) output.Add(At(due, Told(isComplete: false, due)));
            End();
        }

        protected override void SaveRest(BinaryWriter writer)
        {
            writer.Write7BitEncodedInt(_met);
            writer.Write(_begun);
        }

        protected override void LoadRest(BinaryReader reader) => (_met, _begun) = (reader.Read7BitEncodedInt(), reader.ReadInt64());

        private (string, FieldValue)[] Told(bool isComplete, long now) =>
            [("complete", isComplete), ("steps", _met), ("seconds", Instant.Seconds(now - _begun))];

        private void End() => (_met, Due) = (0, Contracts.Rx.EventTime.Ticks.Forever);
    }
}
