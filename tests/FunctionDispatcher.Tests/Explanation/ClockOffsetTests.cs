using CsCheck;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Explanation;

public sealed class ClockOffsetTests
{
    private static readonly TimeZoneInfo[] Zones = [.. TimeZoneInfo.GetSystemTimeZones()];

    [Theory]
    [InlineData(3600, 1.0)]
    [InlineData(3599, 1.0)]
    [InlineData(3550, 1.0)]
    [InlineData(7200, 2.0)]
    [InlineData(-18_000, -5.0)]
    [InlineData(19_800, 5.5)]
    [InlineData(20_700, 5.75)]
    public void A_whole_number_of_hours_or_what_some_place_keeps_is_an_offset(double ahead, double hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), ClockOffset.Of(Some.Noon.AddSeconds(ahead), Some.Noon));

    [Theory]
    [InlineData(0)]
    [InlineData(-50)]
    [InlineData(3400)]
    [InlineData(3700)]
    [InlineData(900)]
    [InlineData(-86_400)]
    [InlineData(72_000)]
    public void What_no_place_keeps_is_none(double ahead) => Assert.Null(ClockOffset.Of(Some.Noon.AddSeconds(ahead), Some.Noon));

    [Theory]
    [InlineData(1, "s")]
    [InlineData(1e3, "ms")]
    [InlineData(1e6, "us")]
    [InlineData(1e9, "ns")]
    public void A_number_of_these_days_tells_its_unit(double perSecond, string unit)
    {
        Assert.Equal(unit, ClockOffset.UnitOf((Some.Noon.ToUnixTimeSeconds() - 3600) * perSecond, Some.Noon)?.Unit);
        Assert.Null(ClockOffset.UnitOf((Some.Noon.ToUnixTimeSeconds() - 86_400 * 31) * perSecond, Some.Noon));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12345)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_that_is_no_time_of_these_days_has_no_unit(double number) => Assert.Null(ClockOffset.UnitOf(number, Some.Noon));

    [Fact]
    public void A_zone_of_this_world_is_told_whatever_a_message_takes() => Gen.Select(
        Gen.Int[0, Zones.Length - 1].Select(index => Zones[index]), Gen.Double[0, 40]).Sample(
        (zone, delay) =>
        {
            var sent = Some.Noon;
            var local = new DateTimeOffset(TimeZoneInfo.ConvertTime(sent, zone).DateTime, TimeSpan.Zero);
            Assert.Equal(zone.GetUtcOffset(sent) is { Ticks: not 0 } offset ? offset : null, ClockOffset.Of(local, sent.AddSeconds(delay)));
        },
        iter: 500);

    [Theory]
    [InlineData(0.12, "120 ms")]
    [InlineData(3.2, "3.2 s")]
    [InlineData(-303, "5 min 3 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(3600, "1 h")]
    [InlineData(266_400, "3 d 2 h")]
    public void A_span_is_told_in_its_two_largest_units(double seconds, string words) =>
        Assert.Equal(words, InWords.Span(TimeSpan.FromSeconds(seconds)));
}
