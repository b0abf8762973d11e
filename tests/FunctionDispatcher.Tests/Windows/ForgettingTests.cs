using EventEdge.FunctionDispatcher.Tests.Windows.Support;
using EventEdge.FunctionDispatcher.Windows;

namespace EventEdge.FunctionDispatcher.Tests.Windows;

public sealed class ForgettingTests
{
    private const double Day = 86_400;

    [Fact]
    public void Silent_key_remembers_what_it_closed_for_a_day()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(idle: 30));
        bench.Each(1, 11);
        bench.Advance(30 + Day - 1);
        Assert.Equal(WindowOutcome.Late, bench.At(2, value: 1));
    }

    [Fact]
    public void Key_silent_for_longer_is_forgotten_with_all_its_state()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(idle: 30));
        for (var device = 0; device < 100; device++) bench.At(1, device: "d" + device);
        var full = bench.Save().Length;
        bench.Advance(30 + Day);
        Assert.Equal(100, bench.Look().Length);
        Assert.Equal(0, bench.Operator.OpenWindows);
        Assert.Null(bench.Deadline);
        Assert.True(bench.Save().Length < full / 50);
    }

    [Fact]
    public void Keys_with_long_windows_are_remembered_for_twice_their_reach()
    {
        var bench = new WindowBench(Kinds.Tumbling(2 * Day), WindowBench.Time(lateness: Day, idle: 30));
        bench.Each(1);
        bench.Advance((6 * Day) + 80);
        Assert.Equal(1, bench.Operator.OpenWindows);
        bench.Advance((6 * Day) + 90);
        Assert.Equal(0, bench.Operator.OpenWindows);
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
