using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

public sealed class HoppingWindowsTests
{
    [Fact]
    public void Event_is_in_every_window_that_spans_it()
    {
        var bench = new WindowBench(Kinds.Hopping(10, 5));
        bench.Each(7, 30);
        Assert.Equal(["a [0,10) r0: 1 events, sum 1", "a [5,15) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Event_on_a_hop_leaves_the_window_that_ends_there_and_enters_the_one_that_starts()
    {
        var bench = new WindowBench(Kinds.Hopping(10, 5));
        bench.Each(10, 40);
        Assert.Equal(["a [5,15) r0: 1 events, sum 1", "a [10,20) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Size_need_not_be_a_multiple_of_the_hop()
    {
        var bench = new WindowBench(Kinds.Hopping(10, 6));
        bench.Each(11.0, 13, 60);
        Assert.Equal(["a [6,16) r0: 2 events, sum 2", "a [12,22) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Hop_as_long_as_the_window_tumbles()
    {
        var bench = new WindowBench(Kinds.Hopping(10, 10));
        bench.Each(9, 10, 20);
        Assert.Equal(["a [0,10) r0: 1 events, sum 1", "a [10,20) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Event_late_for_one_window_and_in_time_for_another_is_in_time_and_corrects_the_first()
    {
        var bench = new WindowBench(Kinds.Hopping(10, 5), WindowBench.Time(lateness: 60));
        bench.Each(8, 11);
        Assert.Equal(["a [0,10) r0: 1 events, sum 1"], bench.Look());
        Assert.Equal(WindowOutcome.InWindow, bench.At(9, value: 4));
        Assert.Equal(["a [0,10) r1: 2 events, sum 5"], bench.Look());
        bench.At(15, value: 1);
        Assert.Equal(["a [5,15) r0: 3 events, sum 6"], bench.Look());
    }

    [Fact]
    public void Event_late_beyond_for_one_window_and_in_time_for_another_is_in_the_latter_only()
    {
        var bench = new WindowBench(Kinds.Hopping(10, 5));
        bench.Each(8, 11);
        bench.Look();
        Assert.Equal(WindowOutcome.InWindow, bench.At(9, value: 4));
        bench.At(15, value: 1);
        Assert.Equal(["a [5,15) r0: 3 events, sum 6"], bench.Look());
    }

    [Fact]
    public void Event_that_corrects_one_window_and_is_late_beyond_for_another_is_a_correction()
    {
        var bench = new WindowBench(Kinds.Hopping(10, 5), WindowBench.Time(lateness: 3));
        bench.Each(8, 16);
        bench.Look();
        Assert.Equal(WindowOutcome.Corrected, bench.At(7, value: 1));
        Assert.Equal(["a [5,15) r1: 2 events, sum 2"], bench.Look());
        Assert.Equal(WindowOutcome.Late, bench.At(4, value: 1));
    }
}
