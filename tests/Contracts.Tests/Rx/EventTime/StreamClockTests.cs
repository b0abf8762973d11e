using System.Reactive.Linq;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Tests.Rx.EventTime;

public sealed class StreamClockTests
{
    private static readonly DateTimeOffset Noon = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EventLayout _layout = new();

    [Fact]
    public void Event_time_is_that_of_the_slowest_clock_less_the_bound()
    {
        var clock = new StreamClock(new() { OutOfOrder = TimeSpan.FromSeconds(2) }, _layout);
        clock.Observe(Event("slow", timestamp: 10, received: 20));
        clock.Observe(Event("quick", timestamp: 20, received: 20));
        Assert.Equal(Noon.AddSeconds(8), clock.Provider.GetUtcNow());
        clock.Observe(Event("slow", timestamp: 15, received: 21));
        Assert.Equal(Noon.AddSeconds(13), clock.Provider.GetUtcNow());
    }

    [Fact]
    public void Silent_clock_no_longer_holds_event_time_back()
    {
        var clock = new StreamClock(new() { IdleTimeout = TimeSpan.FromSeconds(5) }, _layout);
        clock.Observe(Event("slow", timestamp: 10, received: 20));
        clock.Observe(Event("quick", timestamp: 20, received: 22));
        clock.Advance(Noon.AddSeconds(25));
        Assert.Equal(Noon.AddSeconds(20), clock.Provider.GetUtcNow());
    }

    [Fact]
    public void Stamp_in_quarantine_moves_nothing()
    {
        var clock = new StreamClock(new(), _layout);
        clock.Observe(Event("a", timestamp: 10, received: 20));
        clock.Observe(Event("b", timestamp: 1e6, received: 20));
        clock.Observe(Event("c", timestamp: -1e9, received: 20));
        Assert.Equal(Noon.AddSeconds(10), clock.Provider.GetUtcNow());
    }

    [Fact]
    public void Rx_timers_fire_when_event_time_reaches_them()
    {
        var clock = new StreamClock(new(), _layout);
        clock.Observe(Event("a", timestamp: 0, received: 0));
        var fired = new List<long>();
        using var subscription = Observable.Interval(TimeSpan.FromSeconds(10), clock.Provider.ToScheduler()).Subscribe(fired.Add);
        clock.Observe(Event("a", timestamp: 9, received: 9));
        Assert.Empty(fired);
        clock.Observe(Event("a", timestamp: 31, received: 31));
        Assert.Equal([0, 1, 2], fired);
    }

    private EdgeEvent Event(string topic, double timestamp, double received) =>
        new(_layout) { Topic = topic, Time = Noon.AddSeconds(timestamp), ReceivedAt = Noon.AddSeconds(received) };
}
