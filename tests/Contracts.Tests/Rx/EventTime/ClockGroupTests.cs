using CsCheck;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Tests.Rx.EventTime;

public sealed class ClockGroupTests
{
    private sealed class SomeGroup : ClockGroup;

    [Fact]
    public void Slowest_counting_clock_is_on_top_whatever_happened() =>
        Gen.Select(Gen.Int[0, 19], Gen.Int[0, 3], Gen.Int[0, 100]).Array[1, 200].Sample(
            steps =>
            {
                var group = new SomeGroup();
                foreach (var (id, step, by) in steps)
                {
                    Step(group, group.Find(id) ?? group.Introduce(id), step, by);
                    var counting = Enumerable.Range(0, 20).Select(i => group.Find(i)).Where(c => c is { Counts: true }).ToList();
                    Assert.Equal(counting.Count, group.Counting);
                    if (counting.Count > 0) Assert.Equal(counting.Min(c => c!.Timestamp), group.Slowest.Timestamp);
                }
            },
            iter: 1000);

    [Fact]
    public void Forgotten_clock_is_introduced_anew()
    {
        var group = new SomeGroup();
        var first = group.Introduce("a");
        var second = group.Introduce("b");
        group.Forget(second);
        group.Forget(first);
        Assert.Equal(0, group.Clocks);
        Assert.Null(group.Find("a"));
        Assert.NotSame(first, group.Introduce("a"));
        Assert.Equal(1, group.Clocks);
    }

    [Fact]
    public void Stragglers_are_the_few_far_behind()
    {
        var group = WithTimestamps(1, 100, 101, 102);
        Assert.Equal([1L], group.Stragglers(horizon: 50).Select(clock => clock.Timestamp));
    }

    [Fact]
    public void Half_of_the_clocks_are_no_stragglers() => Assert.Empty(WithTimestamps(1, 2, 100, 101).Stragglers(horizon: 50));

    private static void Step(SomeGroup group, SourceClock clock, int step, int by)
    {
        if (clock.Counts && step == 0)
        {
            group.Rest(clock);
            return;
        }
        clock.Timestamp = clock.Timestamp == Ticks.Never ? by : clock.Timestamp + by;
        if (clock.Counts) group.Settle(clock);
        else group.Count(clock);
    }

    private static SomeGroup WithTimestamps(params long[] timestamps)
    {
        var group = new SomeGroup();
        foreach (var timestamp in timestamps)
        {
            var clock = group.Introduce(timestamp);
            clock.Timestamp = timestamp;
            group.Count(clock);
        }
        return group;
    }
}
