namespace EventEdge.EndToEnd.Tests.Reference;

/// <summary>The measure itself is measured: known answers, and a comparison that can fail.</summary>
public sealed class ReferenceTests : IDisposable
{
    private readonly Harness.Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_event_on_the_hour_opens_the_next_window()
    {
        var file = Series("2014-01-01 00:00:00,1", "2014-01-01 00:59:59,3", "2014-01-01 01:00:00,7");
        var windows = SqlReference.Tumbling([file]);
        Assert.Equal(new Stats(2, 1, 3, 4), windows[new("series", 1388534400)]);
        Assert.Equal(new Stats(1, 7, 7, 7), windows[new("series", 1388538000)]);
        Assert.Equal(2, windows.Count);
    }

    [Fact]
    public void An_event_is_in_six_hopping_windows()
    {
        var windows = SqlReference.Hopping([Series("2014-01-01 12:30:00,5")]);
        Assert.Equal(Enumerable.Range(7, 6).Select(h => 1388534400L + (h * 3600)), windows.Keys.Select(k => k.StartSeconds).Order());
        Assert.All(windows.Values, w => Assert.Equal(new Stats(1, 5, 5, 5), w));
    }

    [Fact]
    public void The_recorded_series_are_whole() =>
        Assert.Equal(37342, SqlReference.Tumbling(Harness.Places.NabFiles).Values.Sum(s => s.Count));

    [Fact]
    public void A_missing_a_wrong_and_a_surplus_window_are_all_seen()
    {
        var expected = new Dictionary<WindowKey, Stats> { [new("a", 0)] = new(1, 2, 2, 2) };
        Assert.False(Compare.AreSame(expected, new Dictionary<WindowKey, Stats>()));
        Assert.False(Compare.AreSame(expected, new Dictionary<WindowKey, Stats> { [new("a", 0)] = new(2, 2, 2, 2) }));
        Assert.False(Compare.AreSame(expected, new Dictionary<WindowKey, Stats>(expected) { [new("a", 3600)] = new(1, 1, 1, 1) }));
        Assert.True(Compare.AreSame(expected, expected));
    }

    private string Series(params string[] rows)
    {
        var file = _scratch.File("series.csv");
        File.WriteAllLines(file, ["timestamp,value", .. rows]);
        return file;
    }
}
