using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Tests.Rx.EventTime;

public sealed class EventTimeProviderTests
{
    private static readonly DateTimeOffset Noon = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EventTimeProvider _time = new();
    private readonly List<DateTimeOffset> _called = [];

    public EventTimeProviderTests() => MoveTo(0);

    [Fact]
    public void Time_stands_still_between_moves_and_never_goes_back()
    {
        MoveTo(5);
        MoveTo(3);
        Assert.Equal(Noon.AddSeconds(5), _time.GetUtcNow());
    }

    [Fact]
    public void Elapsed_time_is_event_time()
    {
        var start = _time.GetTimestamp();
        MoveTo(90);
        Assert.Equal(TimeSpan.FromSeconds(90), _time.GetElapsedTime(start));
    }

    [Fact]
    public void Until_somebody_asks_for_the_scheduler_time_moves_by_the_same_rules()
    {
        var time = new EventTimeProvider();
        Assert.Equal(DateTimeOffset.MinValue, time.GetUtcNow());
        time.AdvanceTo(Noon);
        time.AdvanceTo(Noon.AddSeconds(-1));
        Assert.Equal(Noon, time.GetUtcNow());
        Assert.Equal(Noon.UtcTicks, time.GetTimestamp());
    }

    [Fact]
    public void A_scheduler_that_is_asked_for_late_stands_where_time_stands_and_moves_it_from_then_on()
    {
        var time = new EventTimeProvider();
        time.AdvanceTo(Noon);
        using var timer = time.CreateTimer(_ => _called.Add(time.GetUtcNow()), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        Assert.Equal(Noon, time.Scheduler.Clock);
        time.AdvanceTo(Noon.AddSeconds(1));
        Assert.Empty(_called);
        time.AdvanceTo(Noon.AddSeconds(9));
        Assert.Equal([Noon.AddSeconds(2)], _called);
        Assert.Equal(Noon.AddSeconds(9), time.Scheduler.Clock);
        Assert.Equal(Noon.AddSeconds(9), time.GetUtcNow());
    }

    [Fact]
    public void A_provider_on_a_scheduler_has_its_time()
    {
        var scheduler = new EventTimeScheduler();
        var time = new EventTimeProvider(scheduler);
        Assert.Same(scheduler, time.Scheduler);
        scheduler.AdvanceTo(Noon);
        Assert.Equal(Noon, time.GetUtcNow());
        time.AdvanceTo(Noon.AddSeconds(1));
        Assert.Equal(Noon.AddSeconds(1), scheduler.Clock);
    }

    [Fact]
    public void Timer_fires_at_its_own_time_within_a_jump()
    {
        using var timer = Timer(due: 4);
        MoveTo(3);
        Assert.Empty(_called);
        MoveTo(100);
        Assert.Equal([Noon.AddSeconds(4)], _called);
    }

    [Fact]
    public void Periodic_timer_fires_for_each_period_of_a_jump()
    {
        using var timer = Timer(due: 1, period: 10);
        MoveTo(25);
        Assert.Equal([Noon.AddSeconds(1), Noon.AddSeconds(11), Noon.AddSeconds(21)], _called);
    }

    [Fact]
    public void Changed_timer_forgets_its_former_time()
    {
        using var timer = Timer(due: 1);
        Assert.True(timer.Change(TimeSpan.FromSeconds(50), Timeout.InfiniteTimeSpan));
        MoveTo(49);
        Assert.Empty(_called);
        MoveTo(50);
        Assert.Single(_called);
    }

    [Fact]
    public void Disposed_timer_is_silent_and_cannot_be_changed()
    {
        var timer = Timer(due: 1, period: 1);
        MoveTo(1);
        timer.Dispose();
        MoveTo(10);
        Assert.Single(_called);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void Timer_that_throws_does_not_stop_time()
    {
        using var timer = _time.CreateTimer(
            _ => throw new InvalidOperationException("broken"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using var later = Timer(due: 5);
        Assert.Throws<InvalidOperationException>(() => MoveTo(10));
        MoveTo(10);
        Assert.Equal([Noon.AddSeconds(5)], _called);
    }

    [Fact]
    public async Task Delay_ends_when_event_time_has_passed_it()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time, TestContext.Current.CancellationToken);
        MoveTo(59);
        Assert.False(delay.IsCompleted);
        MoveTo(60);
        await delay;
    }

    private ITimer Timer(double due, double? period = null) => _time.CreateTimer(
        _ => _called.Add(_time.GetUtcNow()),
        null,
        TimeSpan.FromSeconds(due),
        period is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);

    private void MoveTo(double seconds) => _time.Scheduler.AdvanceTo(Noon.AddSeconds(seconds));
}
