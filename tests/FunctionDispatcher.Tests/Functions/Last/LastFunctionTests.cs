using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Last;

public sealed class LastFunctionTests
{
    [Fact]
    public void A_window_gives_the_latest_value_of_each_field()
    {
        var feed = new Feed("last", true);
        Assert.Equal(
            "mode=auto t=5",
            feed.OfWindow(feed.Event(9, ("t", 5)), feed.Event(1, ("t", 7), ("mode", "auto")), feed.Event(3, ("x", FieldValue.Null))));
    }

    [Fact]
    public void Only_chosen_fields_are_remembered()
    {
        var feed = new Feed("last", true, ("fields", new[] { "t" }));
        Assert.Equal("t=5", feed.OfWindow(feed.Event(9, ("t", 5), ("mode", "auto"))));
    }

    [Fact]
    public void Without_a_window_partial_events_become_whole_rows()
    {
        var feed = new Feed("last", false);
        Assert.Equal("t=20", feed.Next(0, ("t", 20)));
        Assert.Equal("h=40 t=20", feed.Next(1, ("h", 40)));
        Assert.Equal("h=40 t=21", feed.Next(2, ("t", 21)));
    }

    [Fact]
    public void An_older_event_does_not_undo_a_newer_one()
    {
        var feed = new Feed("last", false);
        feed.Next(5, ("t", 20));
        Assert.Equal("t=20", feed.Next(1, ("t", 99)));
    }

    [Fact]
    public void A_restart_forgets_nothing()
    {
        var feed = new Feed("last", false);
        feed.Next(0, ("t", 20), ("mode", "auto"), ("on", true));
        feed.Restart();
        Assert.Equal("h=40 mode=auto on=true t=20", feed.Next(1, ("h", 40)));
    }

    [Fact]
    public void An_event_without_values_gives_nothing_at_first() => Assert.Equal("", new Feed("last", false).Next(0, ("t", FieldValue.Null)));
}
