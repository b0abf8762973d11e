using EventEdge.Measure.Latency;

namespace EventEdge.EventEdge.Tests.Measuring;

/// <summary>The figures of the latency budgets are only as good as their histogram.</summary>
public sealed class LatencyHistogramTests
{
    private readonly LatencyHistogram _histogram = new();

    [Fact]
    public void A_percentile_is_right_to_a_sixty_fourth_of_its_value()
    {
        long[] values = [.. Enumerable.Range(1, 10_000).Select(n => n * 7919L)];
        foreach (var value in values) _histogram.Add(value);

        foreach (var share in new[] { 0.001, 0.5, 0.9, 0.99, 0.999, 1 })
        {
            var exact = values[(int)Math.Ceiling(share * values.Length) - 1];
            Assert.InRange(_histogram.Percentile(share), exact, exact + (exact / 64) + 1);
        }
    }

    [Fact]
    public void Small_values_are_exact()
    {
        for (var value = 0; value < 128; value++) _histogram.Add(value);

        Assert.Equal(63, _histogram.Percentile(0.5));
        Assert.Equal(127, _histogram.Percentile(1));
    }

    [Fact]
    public void One_stall_shows_in_the_longest_and_not_in_the_median()
    {
        for (var n = 0; n < 999; n++) _histogram.Add(100);
        _histogram.Add(5_000_000_000);

        Assert.Equal(100, _histogram.Percentile(0.5));
        Assert.Equal(5_000_000_000, _histogram.Percentile(1));
    }

    [Fact]
    public void More_than_a_minute_counts_as_a_minute_and_less_than_nothing_as_nothing()
    {
        _histogram.Add(long.MaxValue);
        _histogram.Add(-5);

        Assert.Equal((2, 60_000_000_000), (_histogram.Count, _histogram.Longest));
        Assert.Equal(0, _histogram.Percentile(0.5));
    }
}
