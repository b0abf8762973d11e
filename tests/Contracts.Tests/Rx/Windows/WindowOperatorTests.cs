using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Kinds;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

public sealed class WindowOperatorTests
{
    private static readonly WindowShape OneGroup = Kinds.Tumbling(10) with { GroupBy = ["all"] };

    [Fact]
    public void Restart_amid_a_crowd_of_clocks_leaves_no_trace() =>
        Gen.Select(Gen.Int[0, 9], Gen.Frequency((8, Gen.Int[0, 60]), (1, Gen.Int[20_000, 20_060])), Gen.Int[0, 4]).Array[1, 50].Sample(
            steps =>
            {
                var time = WindowBench.Time(lateness: 10, idle: 15);
                var straight = new WindowBench(OneGroup, time);
                var restarted = new WindowBench(OneGroup, time);
                foreach (var (clock, timestamp, pause) in steps)
                {
                    restarted.Restart();
                    straight.Now = restarted.Now += pause;
                    Assert.Equal(straight.At(timestamp, clock: "c" + clock), restarted.At(timestamp, clock: "c" + clock));
                    Assert.Equal(straight.Operator.NextDeadline, restarted.Operator.NextDeadline);
                }
                Assert.Equal(straight.Fired, restarted.Fired);
            },
            iter: 1000);

    [Fact]
    public void Event_without_the_clock_field_is_on_the_clock_of_its_topic()
    {
        var bench = new WindowBench(OneGroup, WindowBench.Time() with { Clock = "no_such_field" });
        bench.At(1, device: "slow");
        bench.At(50, device: "quick");
        Assert.Empty(bench.Look());
        bench.At(20, device: "slow");
        Assert.Single(bench.Look());
    }

    [Fact]
    public void Events_without_the_key_field_share_a_key()
    {
        var bench = new WindowBench(OneGroup);
        bench.At(1, device: "a");
        bench.At(2, device: "b");
        bench.Operator.ClosePartial();
        Assert.Equal([" [0,10) r0 partial: 2 events, sum 2"], bench.Look());
    }

    [Fact]
    public void Operator_that_was_closed_begins_anew()
    {
        var bench = new WindowBench(Kinds.Tumbling(10));
        bench.Each(1, 100);
        bench.Operator.ClosePartial();
        bench.Look();
        Assert.Null(bench.Deadline);
        bench.Each(2, 10);
        Assert.Equal(["a [0,10) r0: 1 events, sum 1"], bench.Look());
    }

    [Fact]
    public void State_of_an_unknown_format_is_refused_by_its_number()
    {
        var operation = new WindowBench(Kinds.Tumbling(10)).Operator;
        var error = Assert.Throws<InvalidDataException>(() => operation.Load(new(new MemoryStream([99]))));
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Window_without_length_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Kinds.Tumbling(0));
        Assert.Throws<ArgumentException>(() => Kinds.Session(-1));
        Assert.Throws<ArgumentException>(() => Kinds.Count(0));
    }

    [Fact]
    public void Hop_that_would_leave_events_out_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Kinds.Hopping(10, 11));
        Assert.Throws<ArgumentException>(() => Kinds.Count(4, 5));
    }

    [Fact]
    public void Known_key_costs_no_allocation()
    {
        var layout = new EventLayout();
        var window = Kinds.Tumbling(3600) with { GroupBy = ["device"] };
        var operation = WindowOperators.Create(window, new(), layout, () => new IntegerStats(layout.SlotOf("value")), new Silent());
        var input = new EdgeEvent(layout) { Topic = "plant/a", ReceivedAt = WindowBench.Origin.AddDays(1) };
        input.Set(layout.SlotOf("device"), "a");
        input.Set(layout.SlotOf("value"), 1.0);
        Send(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Send(int count)
        {
            for (var index = 0; index < count; index++)
            {
                input.Time = WindowBench.Origin.AddSeconds(index);
                operation.Process(input);
            }
        }
    }

    [Fact]
    public void A_key_that_two_wrote_before_begins_where_the_one_that_came_furthest_ended()
    {
        var layout = new EventLayout();
        var operation = WindowOperators.Create(
            Kinds.Tumbling(10) with { GroupBy = ["device"] }, new(), layout, () => new IntegerStats(layout.SlotOf("value")), new Silent());

        foreach (var newest in (long[])[500, 900, 700]) operation.Succeed([FieldValue.Of("a")], newest, ordinal: -1);

        Assert.Equal(901, Assert.Single(operation.Groups).Windows.Origin.From);
    }

    private sealed class Silent : IWindowOutput
    {
        public void OnFired(WindowBounds window, IAccumulator state, IAccumulator? since)
        {
        }
    }
}
