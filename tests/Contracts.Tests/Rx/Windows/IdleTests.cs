using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

public sealed class IdleTests
{
    [Fact]
    public void Silence_shows_the_tail_and_a_later_event_completes_it()
    {
        var bench = new WindowBench(Kinds.Tumbling(10));
        bench.Each(1, 3);
        bench.Advance(29.9999999);
        Assert.Empty(bench.Look());
        bench.Advance(30);
        Assert.Equal(["a [0,10) r0: 2 events, sum 2"], bench.Look());
        Assert.Equal(WindowOutcome.InWindow, bench.At(4, value: 1));
        bench.Each(10);
        Assert.Equal(["a [0,10) r1: 3 events, sum 3"], bench.Look());
    }

    [Fact]
    public void Window_that_did_not_change_since_silence_showed_it_does_not_fire_again()
    {
        var bench = new WindowBench(Kinds.Tumbling(10));
        bench.Each(1);
        bench.Advance(1000);
        Assert.Single(bench.Look());
        bench.Each(10);
        Assert.Empty(bench.Look());
    }

    [Fact]
    public void Deadline_is_the_moment_silence_counts()
    {
        var bench = new WindowBench(Kinds.Tumbling(10));
        Assert.Null(bench.Deadline);
        bench.Now = 5;
        bench.Each(1);
        Assert.Equal(35, bench.Deadline);
    }

    [Fact]
    public void Silent_clock_stops_holding_its_group_back()
    {
        var bench = new WindowBench(Kinds.Tumbling(10));
        bench.At(5, clock: "slow");
        bench.Now = 20;
        bench.At(25, clock: "quick");
        Assert.Empty(bench.Look());
        bench.Advance(30);
        Assert.Equal(["a [0,10) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Stuck_clock_that_keeps_sending_stops_holding_its_group_back()
    {
        var bench = new WindowBench(Kinds.Tumbling(10));
        for (var second = 0; second <= 40; second++)
        {
            bench.Now = second;
            bench.At(5, clock: "stuck");
            bench.At(second, clock: "sound");
        }
        Assert.Equal([10, 20, 30, 40], bench.Fired.Select(fired => fired.End).Distinct());
    }

    [Fact]
    public void Stuck_clock_alone_shows_its_window_once_in_each_idle_timeout()
    {
        var bench = new WindowBench(Kinds.Tumbling(10));
        for (var second = 0; second < 100; second++)
        {
            bench.Now = second;
            Assert.Equal(WindowOutcome.InWindow, bench.At(5, value: 1));
        }
        Assert.Equal(
            ["a [0,10) r0: 30 events, sum 30", "a [0,10) r1: 60 events, sum 60", "a [0,10) r2: 90 events, sum 90"], bench.Look());
    }
}
