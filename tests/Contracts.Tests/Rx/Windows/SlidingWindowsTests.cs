using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

public sealed class SlidingWindowsTests
{
    [Fact]
    public void Each_event_shows_the_range_that_ends_with_it()
    {
        var bench = new WindowBench(Kinds.Sliding(5));
        bench.Each(1, 3, 8);
        Assert.Equal(["a [-4,1) r0: 1 events, sum 1", "a [-2,3) r0: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void Event_exactly_one_size_older_is_outside()
    {
        var bench = new WindowBench(Kinds.Sliding(5));
        bench.Each(1, 6, 60);
        Assert.Equal("a [1,6) r0: 1 events, sum 1", bench.Look()[1]);
    }

    [Fact]
    public void Events_at_one_instant_give_one_result()
    {
        var bench = new WindowBench(Kinds.Sliding(5));
        bench.Each(1, 1, 1, 2);
        Assert.Equal(["a [-4,1) r0: 3 events, sum 3"], bench.Look());
    }

    [Fact]
    public void Event_out_of_order_is_in_the_results_after_it()
    {
        var bench = new WindowBench(Kinds.Sliding(5), WindowBench.Time(outOfOrder: 3));
        bench.Each(4, 2, 60);
        Assert.Equal(["a [-3,2) r0: 1 events, sum 1", "a [-1,4) r0: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void Late_event_corrects_every_result_it_belongs_to()
    {
        var bench = new WindowBench(Kinds.Sliding(5), WindowBench.Time(lateness: 30));
        bench.Each(1, 4, 7, 20);
        bench.Look();
        Assert.Equal(WindowOutcome.Corrected, bench.At(3, value: 10));
        Assert.Equal(
            ["a [-2,3) r0: 2 events, sum 11", "a [-1,4) r1: 3 events, sum 12", "a [2,7) r1: 3 events, sum 12"], bench.Look());
    }

    [Fact]
    public void Event_behind_the_lateness_is_late()
    {
        var bench = new WindowBench(Kinds.Sliding(5), WindowBench.Time(lateness: 10));
        bench.At(20, value: 1);
        Assert.Equal(WindowOutcome.Corrected, bench.At(10, value: 1));
        Assert.Equal(WindowOutcome.Late, bench.At(9.9999999, value: 1));
    }

    [Fact]
    public void Silence_shows_the_last_result_and_a_tie_with_it_is_a_revision()
    {
        var bench = new WindowBench(Kinds.Sliding(5));
        bench.Each(1);
        bench.Advance(30);
        Assert.Equal(["a [-4,1) r0: 1 events, sum 1"], bench.Look());
        bench.Each(1, 2);
        Assert.Equal(["a [-4,1) r1: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void Results_are_kept_no_longer_than_corrections_can_come()
    {
        var bench = new WindowBench(Kinds.Sliding(5), WindowBench.Time(lateness: 3));
        for (var second = 0; second < 100; second++) bench.Each(second);
        Assert.Equal(4, bench.Operator.OpenWindows);
    }
}
