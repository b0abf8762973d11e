using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

public sealed class ConditionWindowsTests
{
    private static readonly WindowShape While = WindowShape.ByCondition(WindowBench.Seconds(9), Kinds.WhilePositive);
    private static readonly WindowShape FromUntil = WindowShape.ByCondition(WindowBench.Seconds(12), Kinds.FromMostToLeast);

    [Fact]
    public void A_window_lasts_while_the_condition_holds()
    {
        var bench = Feed(new(While), (1, 0), (2, 1), (3, 2), (5, 0), (6, 0), (7, 4), (8, -1), (9, 0));
        Assert.Equal(["a [2,5) r0: 2 events, sum 3", "a [7,8) r0: 1 events, sum 4"], bench.Look());
    }

    [Fact]
    public void A_window_lasts_from_one_event_until_another_with_both()
    {
        var bench = Feed(new(FromUntil), (1, 0), (2, 3), (3, -1), (4, 5), (5, -3), (6, -5), (7, 1));
        Assert.Equal(["a [2,5.0000001) r0: 4 events, sum 4"], bench.Look());
    }

    [Fact]
    public void No_window_is_longer_than_its_longest()
    {
        var bench = Feed(new(While), (0, 1), (5, 1), (9, 1), (17, 1), (30, 0), (31, 0));
        Assert.Equal(["a [0,9) r0: 2 events, sum 2", "a [9,18) r0: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void A_machine_that_stopped_sending_has_its_window_closed_at_its_longest()
    {
        var bench = new WindowBench(While, live: true);
        bench.At(0);
        bench.Now = 2;
        bench.At(2);
        bench.Advance(38.9);
        Assert.Empty(bench.Look());
        bench.Advance(39);
        Assert.Equal(["a [0,9) r0: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void Events_are_taken_in_order_of_time_and_behind_the_watermark_they_are_late()
    {
        var bench = new WindowBench(While, WindowBench.Time(outOfOrder: 3, lateness: 60));
        Feed(bench, (1, 1), (3, 0), (2, 1), (4, 0), (8, 0));
        Assert.Equal(["a [1,3) r0: 2 events, sum 2"], bench.Look());
        Assert.Equal(WindowOutcome.Late, bench.At(4.5));
    }

    [Fact]
    public void Two_windows_of_one_instant_have_times_of_their_own()
    {
        var bench = new WindowBench(FromUntil);
        Feed(bench, (1, -3), (1, 3), (2, -3));
        // A closed window and one that begins at the same instant are told apart by Time, which the firing shows as another start.
        Assert.Equal(["a [1,2.0000001) r0: 2 events, sum 0"], Feed(bench, (3, 0)).Look());
    }

    private static WindowBench Feed(WindowBench bench, params (double Time, long Value)[] events)
    {
        foreach (var (time, value) in events) bench.At(time, value);
        return bench;
    }
}
