namespace EventEdge.FunctionDispatcher.Tests.Functions.Threshold;

public sealed class ThresholdFunctionTests
{
    [Fact]
    public void It_speaks_on_change_only()
    {
        var feed = new Feed("threshold", false, ("field", "t"), ("above", 90));
        Assert.Equal(["", "state=true value=91", "", "state=false value=90", ""], Run(feed, 90, 91, 95, 90, 20));
    }

    [Fact]
    public void Hysteresis_keeps_a_noisy_value_from_flapping()
    {
        var feed = new Feed("threshold", false, ("field", "t"), ("above", 90), ("hysteresis", 5));
        Assert.Equal(["state=true value=91", "", "", "", "state=false value=85"], Run(feed, 91, 89, 91, 85.1, 85));
    }

    [Fact]
    public void Below_works_the_other_way_round()
    {
        var feed = new Feed("threshold", false, ("field", "t"), ("below", 2), ("clear", "4"));
        Assert.Equal(["", "state=true value=1.9", "", "state=false value=4"], Run(feed, 2, 1.9, 3.9, 4));
    }

    [Fact]
    public void What_is_no_number_changes_nothing()
    {
        var feed = new Feed("threshold", false, ("field", "t"), ("above", 90));
        feed.Next(0, ("t", 99));
        Assert.Equal("", feed.Next(1, ("t", "n/a")));
        Assert.Equal("", feed.Next(1, ("other", 1)));
        Assert.Equal("state=false value=1", feed.Next(1, ("t", 1)));
    }

    [Fact]
    public void A_restart_neither_repeats_nor_forgets_an_alarm()
    {
        var feed = new Feed("threshold", false, ("field", "t"), ("above", 90));
        feed.Next(0, ("t", 99));
        feed.Restart();
        Assert.Equal(["", "state=false value=1"], Run(feed, 98, 1));
    }

    private static string[] Run(Feed feed, params double[] values) => [.. values.Select((value, i) => feed.Next(i, ("t", value)))];
}
