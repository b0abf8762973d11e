using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>
/// The state of a key that waits in its own event time. Where no event comes, its clock is taken to go on as recorded time does since the
/// latest one; an event whose time shows that the wait is over ends it as well. Either way the wait ends at the same instant of event time.
/// </summary>
internal abstract class TimedState : ITimedKeyedState
{
    // How much later than its time the latest event was received, in ticks.
    private long _delay;

    /// <inheritdoc />
    public DateTimeOffset? NextDeadline => Due == Ticks.Forever ? null : Ticks.ToInstant(Due + _delay);

    /// <summary>When the wait is over, in ticks of event time; <see cref="Ticks.Forever"/> while it waits for nothing.</summary>
    protected long Due { get; set; } = Ticks.Forever;

    /// <inheritdoc />
    public void Next(EdgeEvent input, ICollection<Measurement> output)
    {
        var now = input.Time.UtcTicks;
        while (Due <= now) RunDue(output);
        _delay = input.ReceivedAt.UtcTicks - now;
        Take(input, now, output);
    }

    /// <inheritdoc />
    public void Advance(DateTimeOffset deadline, ICollection<Measurement> output) => RunDue(output);

    /// <inheritdoc />
    public void Save(BinaryWriter writer)
    {
        writer.Write(_delay);
        writer.Write(Due);
        SaveRest(writer);
    }

    /// <inheritdoc />
    public void Load(BinaryReader reader)
    {
        _delay = reader.ReadInt64();
        Due = reader.ReadInt64();
        LoadRest(reader);
    }

    /// <summary>Takes an event; nothing is due before it.</summary>
    protected abstract void Take(EdgeEvent input, long now, ICollection<Measurement> output);

    /// <summary>The wait is over; <see cref="Due"/> is <see cref="Ticks.Forever"/> until it is set again, to a later time.</summary>
    protected abstract void OnDue(long due, ICollection<Measurement> output);

    /// <summary>Writes what is beside the wait.</summary>
    protected abstract void SaveRest(BinaryWriter writer);

    /// <summary>Reads what <see cref="SaveRest"/> wrote.</summary>
    protected abstract void LoadRest(BinaryReader reader);

    /// <summary>A result of an instant.</summary>
    protected static Measurement At(long ticks, params (string Name, FieldValue Value)[] fields) =>
        Measurement.Of(fields) with { Time = Ticks.ToInstant(ticks) };

    private void RunDue(ICollection<Measurement> output)
    {
        var due = Due;
        Due = Ticks.Forever;
        OnDue(due, output);
    }
}
