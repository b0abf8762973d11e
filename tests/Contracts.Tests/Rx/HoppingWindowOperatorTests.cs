using EventEdge.Contracts.Rx;

namespace EventEdge.Contracts.Tests.Rx;

public sealed class HoppingWindowOperatorTests
{
    [Fact]
    public void Each_event_is_in_every_window_that_spans_it()
    {
        var (beforeEnd, atEnd) = Windowed.Run(
            source => source.HoppingWindow(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), Windowed.Stats),
            (1, 1), (6, 2), (11, 4));
        Assert.Equal(["[-5,5): 1", "[0,10): 3"], beforeEnd);
        Assert.Equal(["[5,15): 6", "[10,20): 4"], atEnd);
    }
}
