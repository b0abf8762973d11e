using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>
/// Event time of a whole binding, for functions over the stream: moves with the slowest of all its clocks that count, by the same rules as
/// a window's group. Not safe for concurrent use.
/// </summary>
internal sealed class StreamClock(EventTimeRules time, EventLayout layout)
{
    /// <summary>Most clocks; time does not wait for further ones.</summary>
    public const int ClockLimit = 100_000;

    private readonly WatermarkTracker _watermarks = new(time, time.IdleTimeout);
    private readonly TimestampReader _timestamps = new(time, layout);
    private readonly AllClocks _clocks = new();
    private RecordedTime _recorded;

    /// <summary>Event time as functions see it; timers on it fire from within <see cref="Observe"/> and <see cref="Advance"/>.</summary>
    public EventTimeProvider Provider { get; } = new();

    /// <summary>Takes an event's timestamp in, unless it is in quarantine.</summary>
    public void Observe(EdgeEvent input)
    {
        Advance(input.ReceivedAt);
        if (_timestamps.Check(input, _recorded) != TimestampFault.None) return;
        var id = _timestamps.ClockOf(input);
        if (_clocks.Clocks >= ClockLimit && _clocks.Find(id) is null) return;
        _watermarks.Observe(_clocks, id, input.Time.UtcTicks, _recorded, number: 0);
        Move();
    }

    /// <summary>Tells that recorded time has reached <paramref name="now"/>: silent clocks stop counting.</summary>
    public void Advance(DateTimeOffset now)
    {
        _recorded.Observe(now);
        while (_watermarks.NextRest <= _recorded.Now) _watermarks.RestOldest(_recorded);
        while (_watermarks.NextForget <= _recorded.Now) _watermarks.ForgetOldest();
        Move();
    }

    private void Move()
    {
        if (_clocks.Watermark != Ticks.Never) Provider.AdvanceTo(Ticks.ToInstant(_clocks.Watermark));
    }

    private sealed class AllClocks : ClockGroup;
}
