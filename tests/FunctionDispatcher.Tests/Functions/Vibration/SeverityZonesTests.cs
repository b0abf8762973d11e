using EventEdge.FunctionDispatcher.Functions.Vibration;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Vibration;

public sealed class SeverityZonesTests
{
    [Theory]
    [InlineData(1, false, 2.3, 4.5, 7.1)]
    [InlineData(1, true, 3.5, 7.1, 11)]
    [InlineData(2, false, 1.4, 2.8, 4.5)]
    [InlineData(2, true, 2.3, 4.5, 7.1)]
    public void A_velocity_on_a_border_belongs_to_the_better_zone(int group, bool isFlexible, double a, double b, double c)
    {
        var zones = SeverityZones.Of(group, isFlexible);
        Assert.Equal("A", zones.ZoneOf(0));
        Assert.Equal(["A", "B", "C"], new[] { a, b, c }.Select(zones.ZoneOf));
        Assert.Equal(["B", "C", "D"], new[] { a, b, c }.Select(border => zones.ZoneOf(Math.BitIncrement(border))));
    }
}
