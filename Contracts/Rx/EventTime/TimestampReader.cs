using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>Judges timestamps, and tells which clock gave them.</summary>
internal sealed class TimestampReader(EventTimeRules time, EventLayout layout)
{
    private readonly long _futureLimit = time.FutureLimit.Ticks;
    private readonly int _clockSlot = time.Clock is null ? -1 : layout.SlotOf(time.Clock);

    /// <summary>Whether the timestamp may move a watermark; <paramref name="recorded"/> has observed the event's receipt.</summary>
    public TimestampFault Check(EdgeEvent input, in RecordedTime recorded)
    {
        var timestamp = input.Time.UtcTicks;
        if (Ticks.IsBeforeEpoch(timestamp)) return TimestampFault.BeforeEpoch;
        return timestamp - recorded.Horizon > _futureLimit ? TimestampFault.FromTheFuture : TimestampFault.None;
    }

    /// <summary>The clock the event names; where it names none, its topic.</summary>
    public FieldValue ClockOf(EdgeEvent input) =>
        _clockSlot >= 0 && input.At(_clockSlot) is { Exists: true } clock ? clock : FieldValue.Of(input.Topic);
}

/// <summary>Why a timestamp is in quarantine.</summary>
internal enum TimestampFault
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>It is further ahead of its receipt than <c>future_limit</c>.</summary>
    FromTheFuture,

    /// <summary>It is before the year 2000: the clock was never set.</summary>
    BeforeEpoch,
}
