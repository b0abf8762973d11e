namespace EventEdge.FunctionDispatcher.Tests.Functions.Deadband;

public sealed class DeadbandFunctionTests
{
    [Fact]
    public void Only_a_change_beyond_the_band_passes()
    {
        var feed = new Feed("deadband", false, ("field", "t"), ("band", 0.5));
        Assert.Equal(["t=20", "", "", "t=20.75", "t=20"], Run(feed, 20, 20.25, 20.5, 20.75, 20));
    }

    [Fact]
    public void Slow_drift_passes_once_it_adds_up()
    {
        var feed = new Feed("deadband", false, ("field", "t"), ("band", 1));
        Assert.Equal(["t=0", "", "", "t=1.5", ""], Run(feed, 0, 0.5, 1, 1.5, 2));
    }

    [Fact]
    public void A_percentage_follows_the_value_told_last()
    {
        var feed = new Feed("deadband", false, ("field", "t"), ("band", "10%"));
        Assert.Equal(["t=100", "", "t=111", "", "t=-5", "", "t=-6"], Run(feed, 100, 110, 111, 122, -5, -5.5, -6));
    }

    [Fact]
    public void Silence_has_a_limit()
    {
        var feed = new Feed("deadband", false, ("field", "t"), ("band", 5), ("max_silence", "10s"));
        Assert.Equal("t=20", feed.Next(0, ("t", 20)));
        Assert.Equal("", feed.Next(9.999, ("t", 20)));
        Assert.Equal("t=20", feed.Next(10, ("t", 20)));
        Assert.Equal("", feed.Next(19, ("t", 20)));
    }

    [Fact]
    public void A_restart_remembers_what_was_told()
    {
        var feed = new Feed("deadband", false, ("field", "t"), ("band", 5));
        feed.Next(0, ("t", 20));
        feed.Restart();
        Assert.Equal(["", "t=26"], Run(feed, 21, 26));
    }

    private static string[] Run(Feed feed, params double[] values) => [.. values.Select((value, i) => feed.Next(i, ("t", value)))];
}
