using System.Runtime.CompilerServices;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>
/// Event time as a <see cref="TimeProvider"/>: the present is the scheduler's clock, and timers fire when event time reaches them.
/// </summary>
public sealed class EventTimeProvider : TimeProvider
{
    // The scheduler, once somebody has asked for it. A field of its type would load Rx with every binding; most have no timer.
    private object? _scheduler;

    private DateTimeOffset _now = DateTimeOffset.MinValue;

    /// <summary>A provider with a scheduler of its own.</summary>
    public EventTimeProvider()
    {
    }

    /// <summary>A provider on a scheduler.</summary>
    /// <param name="scheduler">What moves its time.</param>
    public EventTimeProvider(EventTimeScheduler scheduler) => _scheduler = scheduler;

    /// <summary>What moves this provider's time.</summary>
    public EventTimeScheduler Scheduler => (EventTimeScheduler)(_scheduler ??= SchedulerAt(_now));

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _scheduler is null ? _now : Clock;

    /// <inheritdoc />
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new EventTimeTimer(Scheduler, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves event time, as the scheduler does. Until somebody asks for the scheduler there is nothing to run.</summary>
    internal void AdvanceTo(DateTimeOffset time)
    {
        if (_scheduler is not null) Advance(time);
        else if (time > _now) _now = time;
    }

    private DateTimeOffset Clock
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => Scheduler.Clock;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Advance(DateTimeOffset time) => Scheduler.AdvanceTo(time);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static EventTimeScheduler SchedulerAt(DateTimeOffset time)
    {
        var scheduler = new EventTimeScheduler();
        scheduler.AdvanceTo(time);
        return scheduler;
    }
}
