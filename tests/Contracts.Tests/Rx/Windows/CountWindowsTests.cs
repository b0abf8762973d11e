using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

public sealed class CountWindowsTests
{
    [Fact]
    public void Window_spans_its_first_event_to_just_after_its_last()
    {
        var bench = new WindowBench(Kinds.Count(3));
        bench.Each(1, 2, 4);
        Assert.Empty(bench.Look());
        bench.Each(5);
        Assert.Equal(["a [1,4.0000001) r0: 3 events, sum 3"], bench.Look());
    }

    [Fact]
    public void Overlapping_windows_start_every_hop()
    {
        var bench = new WindowBench(Kinds.Count(3, 2));
        bench.Each(1, 2, 3, 4, 5, 6);
        Assert.Equal(["a [1,3.0000001) r0: 3 events, sum 3", "a [3,5.0000001) r0: 3 events, sum 3"], bench.Look());
    }

    [Fact]
    public void Events_are_counted_in_order_of_time_and_not_of_arrival()
    {
        var bench = new WindowBench(Kinds.Count(2), WindowBench.Time(outOfOrder: 5));
        bench.At(3, value: 3);
        bench.At(1, value: 1);
        bench.At(2, value: 2);
        bench.Each(20);
        Assert.Equal(["a [1,2.0000001) r0: 2 events, sum 3"], bench.Look());
    }

    [Fact]
    public void Ties_are_counted_in_the_same_order_however_they_arrive()
    {
        string[] Firings(params long[] values)
        {
            var bench = new WindowBench(Kinds.Count(2));
            foreach (var value in values) bench.At(1, value);
            bench.Each(2);
            return bench.Look();
        }

        Assert.Equal(Firings(1, 2, 3, 4), Firings(4, 2, 3, 1));
    }

    [Fact]
    public void Event_behind_the_watermark_is_late_because_counting_is_over()
    {
        var bench = new WindowBench(Kinds.Count(3), WindowBench.Time(lateness: 60));
        bench.Each(10.0);
        Assert.Equal(WindowOutcome.Late, bench.At(9, value: 1));
    }

    [Fact]
    public void Silence_completes_no_window_that_is_not_full()
    {
        var bench = new WindowBench(Kinds.Count(3));
        bench.Each(1, 2);
        bench.Advance(10_000);
        Assert.Empty(bench.Look());
        bench.At(3);
        Assert.Equal(["a [1,3.0000001) r0: 3 events, sum 3"], AfterSilence(bench));
    }

    [Fact]
    public void An_unfinished_window_is_shown_where_that_is_asked_for()
    {
        var bench = new WindowBench(Kinds.Count(3) with { Early = WindowBench.Seconds(5) }, WindowBench.Time(outOfOrder: 1));
        bench.Each(1, 3);
        bench.Advance(5);
        Assert.Equal(["a [1,1.0000001) r0 provisional: 1 events, sum 1"], bench.Look());
        bench.Each(5, 7);
        Assert.Equal(["a [1,5.0000001) r1: 3 events, sum 3"], bench.Look());
    }

    private static string[] AfterSilence(WindowBench bench)
    {
        bench.Advance(bench.Now + 100);
        return bench.Look();
    }
}
