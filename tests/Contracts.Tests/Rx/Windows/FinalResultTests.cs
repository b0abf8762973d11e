using CsCheck;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

/// <summary>A window fires when it is complete, and not because nobody sent anything for a while.</summary>
public sealed class FinalResultTests
{
    private const double Hour = 3600;

    [Fact]
    public void A_sensor_slower_than_idle_timeout_gives_one_result_a_window()
    {
        var bench = Live();
        for (var second = 0; second < 2 * Hour; second += 60) Reading(bench, second);
        bench.Advance(3 * Hour);
        Assert.Equal(["a [0,3600) r0: 60 events, sum 60", "a [3600,7200) r0: 60 events, sum 60"], bench.Look());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(600)] // its clock is ten minutes slow
    [InlineData(-600)] // its clock is ten minutes fast
    public void The_window_of_a_sensor_that_stopped_is_complete_once_its_own_clock_has_passed_the_end(double behind)
    {
        var bench = Live();
        for (var second = 0; second <= 1200; second += 60)
        {
            bench.Now = second + Math.Max(behind, 0);
            bench.At(second - Math.Min(behind, 0));
        }

        // Nobody's time passes the time of receipt: a fast clock's window ends no earlier than its end.
        bench.Advance(Hour + Math.Max(behind, 0) + 30 - 0.0000001);
        Assert.Empty(bench.Look());
        bench.Advance(Hour + Math.Max(behind, 0) + 30);
        Assert.Equal(["a [0,3600) r0: 21 events, sum 21"], bench.Look());
    }

    [Fact]
    public void Out_of_order_is_waited_for_in_silence_too()
    {
        var bench = Live(outOfOrder: 100);
        Reading(bench, 1);
        Assert.Equal(31, bench.Deadline);
        bench.Advance(31);
        Assert.Equal(Hour + 100 + 30, bench.Deadline);
    }

    [Fact]
    public void What_comes_after_a_silence_is_not_late_and_corrects()
    {
        var bench = Live();
        Reading(bench, 1);
        bench.Advance(2 * Hour);
        Assert.Equal(["a [0,3600) r0: 1 events, sum 1"], bench.Look());
        Assert.Equal(WindowOutcome.InWindow, bench.At(2));
        Assert.Equal(WindowOutcome.InWindow, bench.At(Hour + 1));
        Assert.Equal(["a [0,3600) r1: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void A_late_event_in_a_silence_corrects_what_the_silence_fired_after_it()
    {
        var bench = new WindowBench(Kinds.Sliding(600), WindowBench.Time(outOfOrder: 5, lateness: 60), live: true);
        foreach (var second in (double[])[80, 96, 100]) Reading(bench, second);
        bench.Advance(300);
        Assert.Equal(3, bench.Look().Length);

        Assert.Equal(WindowOutcome.Corrected, bench.At(90));
        bench.Restart();
        bench.Advance(600);

        Assert.Equal(
            ["a [-510,90) r0: 2 events, sum 2", "a [-504,96) r1: 3 events, sum 3", "a [-500,100) r1: 4 events, sum 4"], bench.Look());
    }

    /// <summary>Whatever came, and whenever: once everybody has been silent for long enough nothing waits to be told.</summary>
    [Fact]
    public void After_a_long_silence_nothing_is_left_to_fire() =>
        Gen.Select(Gen.Int[0, 4], Histories.Any, Gen.Frequency((5, Gen.Int[0, 3]), (1, Gen.Int[20, 90])).Array[40]).Sample(
            (kind, history, pauses) =>
            {
                var bench = new WindowBench(Kinds.All[kind], WindowBench.Time(outOfOrder: 5, lateness: 1000, idle: 10), live: true);
                for (var index = 0; index < history.Length; index++)
                {
                    bench.Advance(bench.Now + pauses[index]);
                    bench.At(history[index].Time, history[index].Value, history[index].Device);
                }

                bench.Advance(10_000);
                bench.Look();
                bench.Operator.ClosePartial();
                Assert.Empty(bench.Look());
            },
            iter: 1500);

    [Fact]
    public void History_that_is_filled_in_waits_for_no_clock()
    {
        var bench = new WindowBench(Kinds.Tumbling(Hour));
        bench.Each(1, 2);
        bench.Advance(30);
        Assert.Equal(["a [0,3600) r0: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void Nobody_is_shown_unless_asked_and_what_is_shown_is_provisional()
    {
        var bench = Live(early: 10);
        bench.At(0);
        bench.Now = 9;
        bench.At(9);
        bench.Advance(10);
        Assert.Equal(["a [0,3600) r0 provisional: 2 events, sum 2"], bench.Look());
        bench.Advance(100);
        Assert.Empty(bench.Look());
        bench.At(100);
        bench.Advance(110);
        Assert.Equal(["a [0,3600) r1 provisional: 3 events, sum 3"], bench.Look());
        bench.Advance(Hour + 30);
        Assert.Equal(["a [0,3600) r2: 3 events, sum 3"], bench.Look());
    }

    [Fact]
    public void A_window_that_was_shown_has_a_final_result_however_it_ends()
    {
        var bench = Live(early: 10);
        bench.At(0);
        bench.Advance(10);
        bench.Restart();
        bench.Operator.ClosePartial();
        Assert.Equal(["a [0,3600) r0 provisional: 1 events, sum 1", "a [0,3600) r1: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void A_key_that_makes_room_leaves_what_it_has_as_a_part()
    {
        var bench = new WindowBench(Kinds.Count(3));
        bench.At(1);
        bench.Advance(1_000_000);
        Assert.Empty(bench.Look());
        ((WindowOperator)bench.Operator).DropSilent();
        Assert.Equal(["a [1,1.0000001) r0 partial: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Keys_that_wait_are_told_in_the_order_they_are_due()
    {
        var random = new Random(7);
        var waiting = new SilentKeys();
        var groups = Enumerable.Range(0, 500).Select(number => new KeyGroup(null!, number)).ToArray();
        foreach (var _ in Enumerable.Range(0, 3000))
        {
            var group = groups[random.Next(groups.Length)];
            var before = group.Due;
            waiting.Await(group, random.Next(100));
            Assert.True(group.Due <= before);
        }

        var expected = groups.Where(group => group.DuePlace >= 0).OrderBy(group => group.Due).ThenBy(group => group.Ordinal).ToList();
        List<KeyGroup> taken = [];
        while (waiting.Count > 0) taken.Add(waiting.Take());
        Assert.Equal(expected, taken);
    }

    private static WindowBench Live(double outOfOrder = 0, double? early = null)
    {
        var shape = Kinds.Tumbling(Hour) with { Early = early is { } seconds ? WindowBench.Seconds(seconds) : null };
        return new(shape, WindowBench.Time(outOfOrder), live: true);
    }

    private static void Reading(WindowBench bench, double second)
    {
        bench.Now = second;
        bench.At(second);
    }
}
