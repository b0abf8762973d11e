using System.Diagnostics.Metrics;
using EventEdge.Hosting.Metrics;
using EventEdge.Tests.Support;

namespace EventEdge.Hosting.Tests.Metrics;

public sealed class MeterReadingsTests : IDisposable
{
    private readonly Meter _meter = new($"Test.{Guid.NewGuid():N}");
    private readonly MeterReadings _readings;

    public MeterReadingsTests() => _readings = new(_meter.Name);

    private ExpositionFormat Page => _readings.ToPage() is { Length: > 0 } text ? ExpositionFormat.Parse(text) : new();

    public void Dispose()
    {
        _readings.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_is_there_with_0_before_anything_happens()
    {
        _meter.CreateCounter<long>("things_total", null, "Things.");
        Assert.Equal(0, Page.Value("things_total"));
        Assert.Equal("Things.", Page.Help["things_total"]);
    }

    [Fact]
    public void A_series_that_is_known_is_there_with_0_on_each_page_also_on_one_that_begins_later()
    {
        var things = _meter.CreateCounter<long>("things_total");
        things.Expect(new() { { "stage", "store" } });
        things.Add(2, Tag("stage", "frame"));
        using var later = new MeterReadings(_meter.Name);
        foreach (var page in (ExpositionFormat[])[Page, ExpositionFormat.Parse(later.ToPage())])
            Assert.Equal(0, page.Value("things_total", ("stage", "store")));
        things.Add(3, Tag("stage", "store"));
        foreach (var page in (ExpositionFormat[])[Page, ExpositionFormat.Parse(later.ToPage())])
            Assert.Equal(3, page.Value("things_total", ("stage", "store")));
        Assert.Equal(2, Page.Value("things_total", ("stage", "frame")));
    }

    [Fact]
    public void Counts_add_up_by_their_tags()
    {
        var things = _meter.CreateCounter<long>("things_total");
        things.Add(2, Tag("stage", "store"));
        things.Add(3, Tag("stage", "store"));
        things.Add(1, Tag("stage", "frame"));
        Assert.Equal(5, Page.Value("things_total", ("stage", "store")));
        Assert.Equal(1, Page.Value("things_total", ("stage", "frame")));
    }

    [Fact]
    public void Buckets_hold_everything_up_to_their_bound()
    {
        var waits = _meter.CreateHistogram(
            "wait_seconds", "s", "Waits.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var wait in (double[])[0.05, 0.1, 0.5, 7]) waits.Record(wait);
        var page = Page;
        Assert.Equal([2, 3, 4], ((string[])["0.1", "1", "+Inf"]).Select(bound => page.Value("wait_seconds_bucket", ("le", bound))));
        Assert.Equal((7.65, 4), (page.Value("wait_seconds_sum"), page.Value("wait_seconds_count")));
    }

    [Fact]
    public void Tags_without_end_take_no_memory_without_end()
    {
        var things = _meter.CreateCounter<long>("things_total");
        for (var n = 0; n < InstrumentReading.SeriesLimit + 100; n++) things.Add(1, Tag("node", $"edge-{n}"));
        var samples = Page.Samples;
        Assert.Equal(InstrumentReading.SeriesLimit + 1, samples.Count);
        Assert.Equal(InstrumentReading.SeriesLimit + 100, samples.Sum(sample => sample.Value));
    }

    [Fact]
    public void Meters_of_others_are_left_alone()
    {
        using var other = new Meter("Other");
        other.CreateCounter<long>("others_total").Add(1);
        Assert.Empty(Page.Families);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
