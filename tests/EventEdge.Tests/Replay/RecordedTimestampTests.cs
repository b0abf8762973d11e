using EventEdge.Replay;

namespace EventEdge.EventEdge.Tests.Replay;

public sealed class RecordedTimestampTests
{
    [Theory]
    [InlineData("2014-04-10 07:15:00", "2014-04-10T07:15:00Z")]
    [InlineData("2014-04-10T07:15:00", "2014-04-10T07:15:00Z")]
    [InlineData("2014-04-10T07:15:00Z", "2014-04-10T07:15:00Z")]
    [InlineData("2014-04-10T07:15:00+02:00", "2014-04-10T05:15:00Z")]
    [InlineData("2014-04-10 07:15:00.25", "2014-04-10T07:15:00.25Z")]
    [InlineData("1397114100", "2014-04-10T07:15:00Z")]
    [InlineData("1397114100.5", "2014-04-10T07:15:00.5Z")]
    public void Common_forms_are_read_as_utc(string text, string expected)
    {
        Assert.True(RecordedTimestamp.TryParse(text, TimeZoneInfo.Utc, out var timestamp));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), timestamp);
        Assert.Equal(TimeSpan.Zero, timestamp.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("2014-13-01 00:00:00")]
    [InlineData("99999999999999")]
    public void What_is_no_time_is_refused(string text) => Assert.False(RecordedTimestamp.TryParse(text, TimeZoneInfo.Utc, out _));

    [Fact]
    public void An_instant_that_its_zone_leads_beyond_all_time_is_refused() =>
        Assert.False(RecordedTimestamp.TryParse(
            "0001-01-01T00:00:00", TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), null, null), out _));
}
