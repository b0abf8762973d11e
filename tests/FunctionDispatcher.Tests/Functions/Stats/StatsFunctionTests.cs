using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Stats;

public sealed class StatsFunctionTests
{
    [Fact]
    public void All_statistics_of_a_field()
    {
        var feed = new Feed("stats", true, ("fields", new[] { "t" }));
        var result = feed.OfWindow(feed.Event(0, ("t", 10)), feed.Event(3, ("t", 7)), feed.Event(1, ("t", 14)), feed.Event(2, ("t", 9)));
        Assert.StartsWith("t_count=4 t_sum=40 t_mean=10 t_min=7 t_max=14 t_stddev=2.943920288775949 t_first=10 t_last=7 t_p50=", result);
        // As numpy.quantile has them.
        Assert.InRange(Read(result, "t_p50"), 9.5 * 0.99, 9.5 * 1.01);
        Assert.InRange(Read(result, "t_p95"), 13.4 * 0.99, 13.4 * 1.01);
        Assert.InRange(Read(result, "t_p99"), 13.88 * 0.99, 13.88 * 1.01);
    }

    [Fact]
    public void Only_what_is_asked_for_in_the_order_asked()
    {
        var feed = new Feed("stats", true, ("fields", new[] { "b", "a.c" }), ("stats", new[] { "max", "count" }));
        Assert.Equal("b_max=2 b_count=1 a.c_max=3 a.c_count=1", feed.OfWindow(feed.Event(0, ("a.c", 3), ("b", 2))));
    }

    [Fact]
    public void A_field_never_seen_is_left_out()
    {
        var feed = new Feed("stats", true, ("fields", new[] { "a", "b" }), ("stats", new[] { "count" }));
        Assert.Equal("b_count=1", feed.OfWindow(feed.Event(0, ("b", 1))));
        Assert.Equal("", feed.OfWindow(feed.Event(0, ("c", 1))));
    }

    [Fact]
    public void What_is_no_measured_number_is_ignored()
    {
        var feed = new Feed("stats", true, ("fields", new[] { "a" }), ("stats", new[] { "count", "sum" }));
        FieldValue[] values = [2, "3", true, FieldValue.Null, double.NaN, double.PositiveInfinity, 1e151, -1e308];
        Assert.Equal("a_count=1 a_sum=2", feed.OfWindow([.. values.Select(v => feed.Event(0, ("a", v)))]));
    }

    [Fact]
    public void One_number_has_no_deviation()
    {
        var feed = new Feed("stats", true, ("fields", new[] { "a" }), ("stats", new[] { "stddev", "mean" }));
        Assert.Equal("a_mean=5", feed.OfWindow(feed.Event(0, ("a", 5))));
    }

    [Fact]
    public void The_deviation_survives_a_large_mean()
    {
        var feed = new Feed("stats", true, ("fields", new[] { "a" }), ("stats", new[] { "stddev" }));
        Assert.Equal(
            "a_stddev=1",
            feed.OfWindow(feed.Event(0, ("a", 1e15)), feed.Event(0, ("a", 1e15 + 1)), feed.Event(0, ("a", 1e15 - 1))));
        Assert.Equal("a_stddev=0", feed.OfWindow(feed.Event(0, ("a", 0.1)), feed.Event(1, ("a", 0.1)), feed.Event(2, ("a", 0.1))));
    }

    [Fact]
    public void First_and_last_go_by_event_time_then_by_value()
    {
        var feed = new Feed("stats", true, ("fields", new[] { "a" }), ("stats", new[] { "first", "last" }));
        Assert.Equal(
            "a_first=1 a_last=9",
            feed.OfWindow(feed.Event(5, ("a", 8)), feed.Event(5, ("a", 9)), feed.Event(2, ("a", 3)), feed.Event(2, ("a", 1))));
    }

    [Fact]
    public void A_quantile_never_leaves_the_range_of_the_values()
    {
        var feed = new Feed("stats", true, ("fields", new[] { "a" }), ("stats", new[] { "p50", "p99" }));
        Assert.Equal("a_p50=20 a_p99=20", feed.OfWindow(feed.Event(0, ("a", 20)), feed.Event(1, ("a", 20))));
    }

    [Fact]
    public void A_window_of_one_field_takes_at_most_200_bytes()
    {
        var feed = new Feed("stats", true, ("fields", new[] { "a" }), ("stats", new[] { "count", "sum", "mean", "min", "max", "stddev" }));
        EdgeEvent[] events = [.. Enumerable.Range(0, 300).Select(i => feed.Event(i, ("a", 20 + Math.Round(5 * Math.Sin(i), 1))))];
        feed.OfWindow(events);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var accumulator = feed.Accumulator();
        foreach (var input in events) accumulator.Add(input);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 200);
    }

    private static double Read(string result, string name) =>
        double.Parse(result.Split(' ').Single(field => field.StartsWith($"{name}=")).Split('=')[1]);
}
