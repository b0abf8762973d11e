using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Count;

public sealed class CountFunctionTests
{
    [Fact]
    public void Every_event_counts_whatever_it_holds()
    {
        var feed = new Feed("count", true);
        Assert.Equal("count=3", feed.OfWindow(feed.Event(0, ("t", 1)), feed.Event(0, ("t", FieldValue.Null)), feed.Event(1)));
    }
}
