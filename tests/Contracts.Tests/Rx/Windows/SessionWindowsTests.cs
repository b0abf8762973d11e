using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

public sealed class SessionWindowsTests
{
    [Fact]
    public void Session_ends_a_gap_after_its_last_event()
    {
        var bench = new WindowBench(Kinds.Session(3));
        bench.Each(1, 3, 5.9999999);
        Assert.Empty(bench.Look());
        bench.Each(9);
        Assert.Equal(["a [1,8.9999999) r0: 3 events, sum 3"], bench.Look());
    }

    [Fact]
    public void Event_a_whole_gap_later_begins_the_next_session()
    {
        var bench = new WindowBench(Kinds.Session(3));
        bench.Each(1, 4);
        Assert.Equal(["a [1,4) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Event_between_two_open_sessions_makes_them_one()
    {
        var bench = new WindowBench(Kinds.Session(3), WindowBench.Time(outOfOrder: 10));
        bench.Each(1, 5);
        Assert.Equal(2, bench.Operator.OpenWindows);
        bench.Each(3);
        Assert.Equal(1, bench.Operator.OpenWindows);
        bench.Each(18);
        Assert.Equal(["a [1,8) r0: 3 events, sum 3"], bench.Look());
    }

    [Fact]
    public void Event_before_a_session_moves_its_start()
    {
        var bench = new WindowBench(Kinds.Session(3), WindowBench.Time(outOfOrder: 10));
        bench.Each(5, 3, 30);
        Assert.Equal(["a [3,8) r0: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void Late_event_that_bridges_two_fired_sessions_fires_one_above_both()
    {
        var bench = new WindowBench(Kinds.Session(3), WindowBench.Time(lateness: 60));
        bench.Each(1, 5, 20);
        Assert.Equal(["a [1,4) r0: 1 events, sum 1", "a [5,8) r0: 1 events, sum 1"], bench.Look());
        bench.At(6, value: 2);
        Assert.Equal(["a [5,9) r1: 2 events, sum 3"], bench.Look());
        Assert.Equal(WindowOutcome.Corrected, bench.At(3, value: 4));
        Assert.Equal(["a [1,9) r2: 4 events, sum 8"], bench.Look());
    }

    [Fact]
    public void Late_event_that_joins_a_fired_session_to_an_open_one_waits_for_its_end()
    {
        var bench = new WindowBench(Kinds.Session(3), WindowBench.Time(lateness: 60));
        bench.Each(1, 5);
        bench.Look();
        Assert.Equal(WindowOutcome.InWindow, bench.At(3, value: 1));
        Assert.Empty(bench.Look());
        bench.Each(8);
        Assert.Equal(["a [1,8) r1: 3 events, sum 3"], bench.Look());
    }

    [Fact]
    public void Late_event_that_touches_nothing_is_a_session_of_its_own()
    {
        var bench = new WindowBench(Kinds.Session(3), WindowBench.Time(lateness: 10));
        bench.Each(20);
        Assert.Equal(WindowOutcome.Corrected, bench.At(10, value: 1));
        Assert.Equal(["a [10,13) r0: 1 events, sum 1"], bench.Look());
        Assert.Equal(WindowOutcome.Late, bench.At(7, value: 1));
    }

    [Fact]
    public void Session_that_grows_to_its_longest_is_closed_and_the_next_begins()
    {
        var bench = new WindowBench(Kinds.Session(3, 5));
        bench.Each(0, 2, 4, 5, 7, 20, 21);
        Assert.Equal(["a [0,5) r0: 3 events, sum 3", "a [5,10) r0: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void Where_a_longest_session_is_cut_does_not_depend_on_arrival()
    {
        var bench = new WindowBench(Kinds.Session(3, 5), WindowBench.Time(outOfOrder: 5));
        bench.Each(4, 2, 5, 0, 7, 20, 26);
        Assert.Equal(["a [0,5) r0: 3 events, sum 3", "a [5,10) r0: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void Silence_shows_what_still_waits_for_its_order()
    {
        var bench = new WindowBench(Kinds.Session(3, 5), WindowBench.Time(outOfOrder: 5));
        bench.Each(0, 4, 2);
        bench.Advance(30);
        Assert.Equal(["a [0,5) r0: 3 events, sum 3"], bench.Look());
    }
}
