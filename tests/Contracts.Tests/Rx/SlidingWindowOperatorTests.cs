using EventEdge.Contracts.Rx;

namespace EventEdge.Contracts.Tests.Rx;

public sealed class SlidingWindowOperatorTests
{
    [Fact]
    public void Each_event_shows_the_range_that_ends_with_it()
    {
        var (beforeEnd, atEnd) = Windowed.Run(
            source => source.SlidingWindow(TimeSpan.FromSeconds(5), Windowed.Stats),
            (1, 1), (3, 2), (7, 4));
        Assert.Equal(["[-4,1): 1", "[-2,3): 3"], beforeEnd);
        Assert.Equal(["[2,7): 6"], atEnd);
    }
}
