namespace EventEdge.FunctionDispatcher.Tests.Functions.RateOfChange;

public sealed class RateOfChangeFunctionTests
{
    [Fact]
    public void Each_event_gives_the_rate_since_the_one_before()
    {
        var feed = new Feed("rate_of_change", false, ("field", "t"));
        Assert.Equal("", feed.Next(0, ("t", 20)));
        Assert.Equal("t_rate=0.5", feed.Next(2, ("t", 21)));
        Assert.Equal("t_rate=-4", feed.Next(2.5, ("t", 19)));
    }

    [Fact]
    public void The_unit_of_time_is_a_setting()
    {
        var feed = new Feed("rate_of_change", false, ("field", "t"), ("per", "1m"));
        feed.Next(0, ("t", 20));
        Assert.Equal("t_rate=30", feed.Next(2, ("t", 21)));
    }

    [Fact]
    public void A_second_value_of_the_same_instant_gives_none()
    {
        var feed = new Feed("rate_of_change", false, ("field", "t"));
        feed.Next(0, ("t", 20));
        Assert.Equal("", feed.Next(0, ("t", 90)));
        Assert.Equal("t_rate=1", feed.Next(1, ("t", 21)));
    }

    [Fact]
    public void Events_out_of_order_still_give_true_rates()
    {
        var feed = new Feed("rate_of_change", false, ("field", "t"));
        feed.Next(10, ("t", 30));
        Assert.Equal("t_rate=1", feed.Next(5, ("t", 25)));
    }

    [Fact]
    public void A_window_gives_the_rate_from_its_first_to_its_last_value()
    {
        var feed = new Feed("rate_of_change", true, ("field", "t"));
        Assert.Equal("t_rate=2", feed.OfWindow(feed.Event(5, ("t", 30)), feed.Event(3, ("t", 99)), feed.Event(0, ("t", 20))));
        Assert.Equal("", feed.OfWindow(feed.Event(5, ("t", 30)), feed.Event(5, ("t", 31))));
        Assert.Equal("", feed.OfWindow(feed.Event(5, ("t", "off"))));
    }

    [Fact]
    public void A_restart_keeps_the_event_before()
    {
        var feed = new Feed("rate_of_change", false, ("field", "t"));
        feed.Next(0, ("t", 20));
        feed.Restart();
        Assert.Equal("t_rate=1", feed.Next(1, ("t", 21)));
    }
}
