using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

public sealed class TumblingWindowsTests
{
    [Fact]
    public void Event_on_the_boundary_opens_the_next_window()
    {
        var bench = new WindowBench(Kinds.Tumbling(10));
        bench.Each(0, 9.9999999, 10);
        Assert.Equal(["a [0,10) r0: 2 events, sum 2"], bench.Look());
        bench.Each(20);
        Assert.Equal(["a [10,20) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Window_waits_for_the_out_of_order_bound()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(outOfOrder: 2));
        bench.Each(5, 11.9999999);
        Assert.Empty(bench.Look());
        bench.Each(12);
        Assert.Equal(["a [0,10) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Event_exactly_as_late_as_the_bound_allows_is_in_time()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(outOfOrder: 2));
        bench.Each(12.0);
        Assert.Equal(WindowOutcome.InWindow, bench.At(10, value: 7));
        bench.Each(22.0);
        Assert.Equal(["a [10,20) r0: 2 events, sum 8"], bench.Look());
    }

    [Fact]
    public void Event_after_its_window_fired_corrects_it_at_once()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(lateness: 5));
        bench.Each(1, 12);
        Assert.Equal(["a [0,10) r0: 1 events, sum 1"], bench.Look());
        Assert.Equal(WindowOutcome.Corrected, bench.At(9, value: 5));
        Assert.Equal(["a [0,10) r1: 2 events, sum 6"], bench.Look());
        Assert.Equal(WindowOutcome.Corrected, bench.At(8, value: 1));
        Assert.Equal(["a [0,10) r2: 3 events, sum 7"], bench.Look());
    }

    [Fact]
    public void Late_event_of_a_window_that_never_was_is_its_first_revision()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(lateness: 5));
        bench.Each(12.0);
        Assert.Equal(WindowOutcome.Corrected, bench.At(9, value: 5));
        Assert.Equal(["a [0,10) r0: 1 events, sum 5"], bench.Look());
    }

    [Theory]
    [InlineData(14.9999999, WindowOutcome.Corrected)]
    [InlineData(15, WindowOutcome.Late)]
    public void Window_is_closed_for_good_when_the_watermark_passes_its_lateness(double watermark, WindowOutcome outcome)
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(lateness: 5));
        bench.Each(1, watermark);
        bench.Look();
        Assert.Equal(outcome, bench.At(9, value: 1));
        Assert.Equal(outcome == WindowOutcome.Corrected ? 1 : 0, bench.Look().Length);
    }

    [Fact]
    public void Closed_windows_are_dropped()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(lateness: 25));
        for (var second = 0; second < 1000; second += 5) bench.Each(second);
        Assert.Equal(3, bench.Operator.OpenWindows);
    }

    [Fact]
    public void Gap_in_the_stream_fires_no_empty_window()
    {
        var bench = new WindowBench(Kinds.Tumbling(10));
        bench.Each(1, 3_600_001);
        Assert.Equal(["a [0,10) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Windows_are_aligned_to_the_epoch_and_not_to_the_first_event()
    {
        var bench = new WindowBench(Kinds.Tumbling(7 * 86_400));
        bench.Each(0, 7 * 86_400);
        // 1 January 2024 was a Monday; weeks from the epoch begin on Thursdays.
        Assert.Equal(["a [-345600,259200) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void Each_key_has_windows_of_its_own()
    {
        var bench = new WindowBench(Kinds.Tumbling(10));
        bench.At(1, device: "a");
        bench.At(25, device: "b");
        Assert.Equal(WindowOutcome.InWindow, bench.At(2, device: "a"));
        bench.At(10, device: "a");
        Assert.Equal(["a [0,10) r0: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void Closing_fires_what_is_not_yet_emitted_as_partial()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(lateness: 60));
        bench.Each(1, 11);
        bench.At(3, device: "b");
        bench.Look();
        bench.Operator.ClosePartial();
        Assert.Equal(["a [10,20) r0 partial: 1 events, sum 1", "b [0,10) r0 partial: 1 events, sum 1"], bench.Look());
        Assert.Equal(0, bench.Operator.OpenWindows);
    }
}
