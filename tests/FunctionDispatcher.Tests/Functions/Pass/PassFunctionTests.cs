using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Pass;

public sealed class PassFunctionTests
{
    [Fact]
    public void Every_field_passes_but_null()
    {
        var feed = new Feed("pass", false);
        Assert.Equal("t=20 mode=auto on=true", feed.Invoke(feed.Event(0, ("t", 20), ("x", FieldValue.Null), ("mode", "auto"), ("on", true))));
    }

    [Fact]
    public void Only_chosen_fields_pass_in_the_order_chosen()
    {
        var feed = new Feed("pass", false, ("fields", new[] { "mode", "nothing", "t" }));
        Assert.Equal("mode=auto t=20", feed.Invoke(feed.Event(0, ("t", 20), ("h", 40), ("mode", "auto"))));
    }

    [Fact]
    public void An_event_without_values_gives_nothing()
    {
        var feed = new Feed("pass", false);
        Assert.Equal("", feed.Invoke(feed.Event(0)));
    }
}
