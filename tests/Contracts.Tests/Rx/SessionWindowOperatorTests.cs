using EventEdge.Contracts.Rx;

namespace EventEdge.Contracts.Tests.Rx;

public sealed class SessionWindowOperatorTests
{
    [Fact]
    public void Silence_ends_a_session()
    {
        var (beforeEnd, atEnd) = Windowed.Run(
            source => source.SessionWindow(TimeSpan.FromSeconds(3), null, Windowed.Stats),
            (1, 1), (3, 2), (7, 4));
        Assert.Equal(["[1,6): 3"], beforeEnd);
        Assert.Equal(["[7,10): 4"], atEnd);
    }
}
