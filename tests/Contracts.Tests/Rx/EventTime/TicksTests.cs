using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Tests.Rx.EventTime;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 10)]
    [InlineData(-1, -10)]
    [InlineData(-10, -10)]
    [InlineData(-11, -20)]
    public void Grid_goes_on_evenly_before_the_epoch(long fromEpoch, long expected)
    {
        var epoch = DateTimeOffset.UnixEpoch.UtcTicks;
        Assert.Equal(expected, Ticks.FloorTo(epoch + fromEpoch, 10) - epoch);
    }

    [Fact]
    public void Instants_beyond_the_calendar_are_its_ends()
    {
        Assert.Equal(DateTimeOffset.MinValue, Ticks.ToInstant(Ticks.Never));
        Assert.Equal(DateTimeOffset.MaxValue, Ticks.ToInstant(Ticks.Forever));
    }
}
