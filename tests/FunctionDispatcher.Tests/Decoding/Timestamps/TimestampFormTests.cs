using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Timestamps;

/// <summary>A timestamp in a form that is not read without being told says which form it has, and what to write.</summary>
public sealed class TimestampFormTests
{
    private const string Ambiguous =
        "its digits can be a date of the calendar or Unix time: write event_time.format, such as yyyyMMddHHmmss, or event_time.unit";

    [Theory]
    [InlineData("20260101000010", Ambiguous)]
    [InlineData("202601010000", Ambiguous)]
    [InlineData("20260101", Ambiguous)]
    [InlineData("2026/01/01 00:00:10", "year, month, day")]
    [InlineData("2026.01.01 00:00:10", "year, month, day")]
    [InlineData("01.01.2026 00:00:10", "day.month.year")]
    [InlineData("01/01/2026 12:00:10 AM", "its month or its day comes first")]
    [InlineData("Thu, 01 Jan 2026 00:00:10 GMT", "mail and HTTP")]
    [InlineData("Thu Jan  1 00:00:10 2026", "as C prints it")]
    [InlineData("1.76722561e9", "scientific notation")]
    [InlineData("1767225610,25", "decimal comma")]
    [InlineData("", "it is empty")]
    [InlineData("/Date(1767225610250)/", "old JSON serializer of .NET")]
    [InlineData("PT10S", "a duration")]
    [InlineData("2026-01-01 12:00:10 AM", "hours up to 12 and tt")]
    [InlineData("2026-01-01T01:00:10 CET", "several zones share the abbreviation")]
    [InlineData("2026-01-01T01:00:10[Europe/Berlin]", "names a time zone but no offset")]
    [InlineData("2026-01-01T01:00:10Z[!u-ca=hebrew]", "critical annotation")]
    [InlineData("26-01-01 00:00:10", "two digits")]
    [InlineData("12:34:56", "a time of day without a date")]
    [InlineData("2026-02-30T00:00:00Z", "no such date")]
    public void The_form_is_named(string text, string said)
    {
        Assert.False(TimestampParser.TryParse(FieldValue.Of(text), out _));
        Assert.Contains(said, TimestampForm.Describe(FieldValue.Of(text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20260101000010)]
    [InlineData(20260101000010586)]
    [InlineData(20260101)]
    [InlineData(20991231)]
    public void Digits_of_a_calendar_are_no_number_of_seconds(long digits)
    {
        Assert.False(TimestampParser.TryParse(digits, out _));
        Assert.Equal(Ambiguous, TimestampForm.Describe(digits));
    }

    [Theory]
    [InlineData(20261301000010)]
    [InlineData(1_767_225_610_250)]
    [InlineData(1_767_225_610_250_000)]
    public void Other_numbers_are_Unix_time(long digits)
    {
        Assert.True(TimestampParser.TryParse(digits, out _));
        Assert.Null(TimestampForm.Describe(digits));
    }

    [Fact]
    public void What_looks_like_nothing_known_is_not_guessed_at()
    {
        Assert.Null(TimestampForm.Describe(FieldValue.Of("yesterday")));
        Assert.Null(TimestampForm.Describe(FieldValue.Of(new string('1', 200))));
        Assert.Equal("it is true or false", TimestampForm.Describe(true));
    }

    [Theory]
    [InlineData(86410, true)]
    [InlineData(46023.000115741, true)]
    [InlineData(0, false)]
    [InlineData(500_000_000, false)]
    public void A_small_number_may_count_something_else(double number, bool said) =>
        Assert.Equal(said, TimestampForm.DescribeSmall(number).Length > 0);
}
