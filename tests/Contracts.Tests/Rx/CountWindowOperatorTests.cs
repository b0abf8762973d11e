using EventEdge.Contracts.Rx;

namespace EventEdge.Contracts.Tests.Rx;

public sealed class CountWindowOperatorTests
{
    [Fact]
    public void Windows_fill_in_order_of_event_time()
    {
        var (beforeEnd, atEnd) = Windowed.Run(
            source => source.CountWindow(2, 2, Windowed.Stats),
            (1, 1), (2, 2), (3, 4), (4, 8), (5, 16));
        Assert.Equal(["[1,2.0000001): 3", "[3,4.0000001): 12"], beforeEnd);
        Assert.Equal(["[5,5.0000001): 16"], atEnd);
    }
}
