namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>
/// Event time as a <see cref="TimeProvider"/>: the present is the scheduler's clock, and timers fire when event time reaches them.
/// </summary>
public sealed class EventTimeProvider(EventTimeScheduler scheduler) : TimeProvider
{
    /// <summary>A provider with a scheduler of its own.</summary>
    public EventTimeProvider()
        : this(new EventTimeScheduler())
    {
    }

    /// <summary>What moves this provider's time.</summary>
    public EventTimeScheduler Scheduler { get; } = scheduler;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Scheduler.Clock;

    /// <inheritdoc />
    public override long GetTimestamp() => Scheduler.Clock.UtcTicks;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new EventTimeTimer(Scheduler, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
