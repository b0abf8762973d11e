using System.Reactive.Linq;
using EventEdge.Contracts.Rx.EventTime;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.Contracts.Tests.Rx.EventTime;

public sealed class TimeProviderExtensionsTests
{
    [Fact]
    public void Event_time_has_one_scheduler()
    {
        var time = new EventTimeProvider();
        Assert.Same(time.Scheduler, time.ToScheduler());
    }

    [Fact]
    public void Any_other_time_runs_Rx_on_its_timers()
    {
        var time = new FakeTimeProvider();
        var scheduler = time.ToScheduler();
        var ticks = new List<long>();
        using (Observable.Interval(TimeSpan.FromSeconds(10), scheduler).Subscribe(ticks.Add))
        {
            for (var second = 0; second < 35; second++) time.Advance(TimeSpan.FromSeconds(1));
        }
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([0, 1, 2], ticks);
        Assert.Equal(time.GetUtcNow(), scheduler.Now);
    }
}
