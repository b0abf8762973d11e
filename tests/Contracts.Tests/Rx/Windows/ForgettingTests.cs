using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

public sealed class ForgettingTests
{
    private const double Day = 86_400;

    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    public void A_key_silent_for_days_goes_on_with_the_window_it_had_open(double days)
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(idle: 30));
        bench.Each(11, 12, 13);
        bench.Advance((days * Day) + 60);
        Assert.Equal(3, Assert.Single(bench.Fired).Count);

        bench.At(14);
        bench.Advance((days * Day) + 120);

        Assert.Equal((4L, 1), (bench.Fired[^1].Count, bench.Fired[^1].Revision));
    }

    [Fact]
    public void A_key_silent_for_days_has_not_forgotten_what_it_closed()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(idle: 30));
        bench.Each(1, 11);
        bench.Advance(30 * Day);
        Assert.Equal(WindowOutcome.Late, bench.At(2));
    }

    [Fact]
    public void A_key_silent_for_days_corrects_what_lateness_allows()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(idle: 30, lateness: 10));
        bench.Each(1, 11);
        bench.Advance(30 * Day);
        bench.Restart();
        Assert.Equal(WindowOutcome.Corrected, bench.At(2));
        Assert.Equal((2L, 1), (bench.Fired[^1].Count, bench.Fired[^1].Revision));
    }

    [Fact]
    public void Clocks_of_silent_keys_are_forgotten_and_nothing_waits_for_them()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(idle: 30));
        for (var clock = 0; clock < 100; clock++) bench.At(1, clock: "c" + clock);
        var full = bench.Save().Length;
        bench.Advance(30 + Day);
        Assert.Null(bench.Deadline);
        Assert.True(bench.Save().Length < full / 10);
        Assert.Equal(1, bench.Operator.OpenWindows);
    }

    [Fact]
    public void Clock_that_left_a_busy_group_is_forgotten_and_the_group_is_not()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(idle: 30));
        bench.At(1, clock: "gone");
        bench.At(2, clock: "stays");
        var before = bench.Save().Length;
        for (var hour = 1; hour <= 26; hour++)
        {
            bench.Now = hour * 3600;
            bench.At(hour * 3600, clock: "stays");
        }
        Assert.True(bench.Save().Length < before);
        Assert.Equal(1, bench.Operator.OpenWindows);
    }
}
