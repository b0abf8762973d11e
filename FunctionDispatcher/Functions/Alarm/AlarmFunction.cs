using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Functions.Alarm;

/// <summary>Tells when a value reaches or leaves a level, reminds of alarms that last, and takes acknowledgements.</summary>
internal sealed class AlarmFunction(AlarmConfig config) : IOrderedFunction
{
    private int _slot;
    private Func<EdgeEvent, bool> _acknowledges = _ => false;

    /// <inheritdoc />
    public void Bind(EventLayout layout)
    {
        _slot = layout.SlotOf(config.Field);
        _acknowledges = config.Reminders.Acknowledge?.Compile(layout) ?? _acknowledges;
    }

    /// <inheritdoc />
    public IKeyedState CreateState() => new AlarmState(config, this);

    /// <summary>The value of an event; NaN where it has none.</summary>
    public double ValueOf(EdgeEvent input) => input.At(_slot).AsNumber;

    /// <summary>Whether an event acknowledges the alarm.</summary>
    public bool Acknowledges(EdgeEvent input) => _acknowledges(input);
}
