using EventEdge.FunctionDispatcher.Discovery.Fields;

namespace EventEdge.FunctionDispatcher.Tests.Discovery.Parts;

/// <summary>How far a clock is from that of the receiver, and what follows from it.</summary>
public sealed class ClockCheckTests
{
    [Theory]
    [InlineData(-0.4, true)]
    [InlineData(30, true)]
    [InlineData(-60, true)]
    [InlineData(-200, true)]
    [InlineData(3000, true)]
    [InlineData(40_000, true)]
    [InlineData(-4000, false)]
    [InlineData(300_000, false)]
    public void A_clock_with_its_offset_is_used_while_it_is_not_far_ahead_and_not_days_behind(double behind, bool isUsed) => Assert.Equal(
        isUsed, Heard(behind, "yyyy-MM-ddTHH:mm:ssZ").Bindings()[0].EventTime.Field is not null);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5.5)]
    [InlineData(-5)]
    [InlineData(-0.5)]
    public void Hours_away_without_an_offset_are_suspected_of_local_time(double hours)
    {
        var heard = Heard(-hours * 3600, "yyyy-MM-dd HH:mm:ss");
        Assert.Null(heard.Bindings()[0].EventTime.Field);
        Assert.Contains("names no offset: local time?", heard.Found().Text);
    }

    [Theory]
    [InlineData("Europe/Berlin", 1, true)]
    [InlineData("America/New_York", -5, true)]
    [InlineData("Asia/Kolkata", 5.5, true)]
    [InlineData("Europe/Berlin", 2, false)]
    [InlineData("Asia/Kolkata", 1, false)]
    public void A_zone_that_is_told_is_used_where_it_fits(string zone, double hours, bool fits) => Assert.Equal(
        fits ? zone : null,
        Heard(-hours * 3600, "yyyy-MM-dd HH:mm:ss")
            .Found(new() { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) }).Text.Contains($"time_zone: {zone}",
                StringComparison.Ordinal)
                ? zone
                : null);

    [Fact]
    public void A_Unix_clock_of_local_time_is_told_as_such() => Assert.Contains(
        "is its clock set to local time?",
        new Heard().Every("lab/a1/x", 5, i => $"{{\"v\": {i}.5, \"ts\": {Tests.Discovery.Heard.Start.ToUnixTimeSeconds() + i + 7200}}}")
            .Found().Text);

    [Fact]
    public void A_retained_message_says_nothing_of_a_clock()
    {
        var heard = new Heard();
        heard.On("lab/a1/x", 0, $"{{\"v\": 1.5, \"ts\": {Tests.Discovery.Heard.Start.ToUnixTimeSeconds() - 90_000}}}", retained: true);
        Assert.Contains("whether its clock is right could not be seen", heard.Found().Text);
    }

    [Fact]
    public void Without_times_of_receipt_nothing_is_said_of_clocks()
    {
        var heard = Heard(0, "yyyy-MM-ddTHH:mm:ssZ");
        heard.Recording.HasTimes = false;
        Assert.Contains("nothing is known of rates and clocks", heard.Found().Text);
        Assert.Contains("whether its clock is right could not be seen", heard.Found().Text);
    }

    [Theory]
    [InlineData(0.2, "200ms")]
    [InlineData(4, "4s")]
    [InlineData(42, "42 s")]
    [InlineData(600, "10 min")]
    [InlineData(7200, "2 h")]
    [InlineData(5400, "1 h 30 min")]
    [InlineData(864_000, "10 days")]
    public void A_span_is_said_in_the_units_of_people(double seconds, string words) =>
        Assert.Equal(words, ClockCheck.Shown(TimeSpan.FromSeconds(seconds)));

    private static Heard Heard(double behind, string form) => new Heard().Every(
        "lab/a1/x", 5, i => $"{{\"v\": {i}.5, \"ts\": \"{Tests.Discovery.Heard.Instant(i - behind, form)}\"}}");
}
