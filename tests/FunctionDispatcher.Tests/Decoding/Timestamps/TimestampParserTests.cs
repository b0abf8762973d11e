using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Timestamps;

public sealed class TimestampParserTests
{
    [Theory]
    [InlineData("2024-05-01T12:34:56Z", "2024-05-01T12:34:56.0000000")]
    [InlineData("2024-05-01T12:34:56", "2024-05-01T12:34:56.0000000")]
    [InlineData("2024-05-01 12:34:56", "2024-05-01T12:34:56.0000000")]
    [InlineData("2024-05-01 12:34", "2024-05-01T12:34:00.0000000")]
    [InlineData("2024-05-01", "2024-05-01T00:00:00.0000000")]
    [InlineData(" 2024-05-01t12:34:56.789z ", "2024-05-01T12:34:56.7890000")]
    [InlineData("2024-05-01T12:34:56,5", "2024-05-01T12:34:56.5000000")]
    [InlineData("2024-05-01T12:34:56.123456789Z", "2024-05-01T12:34:56.1234567")]
    [InlineData("2024-05-01T12:34:56+02:00", "2024-05-01T10:34:56.0000000")]
    [InlineData("2024-05-01T12:34:56-0530", "2024-05-01T18:04:56.0000000")]
    [InlineData("2024-05-01T00:30+01", "2024-04-30T23:30:00.0000000")]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.0000000")]
    [InlineData("2024-05-01T24:00:00Z", "2024-05-02T00:00:00.0000000")]
    [InlineData("2024-12-31T23:59:60Z", "2025-01-01T00:00:00.0000000")]
    [InlineData("2024-12-31T23:59:60.25Z", "2025-01-01T00:00:00.2500000")]
    [InlineData("2024-W18-3T12:34:56Z", "2024-05-01T12:34:56.0000000")]
    [InlineData("2024W183T123456Z", "2024-05-01T12:34:56.0000000")]
    [InlineData("2026-W53-7", "2027-01-03T00:00:00.0000000")]
    [InlineData("2024-122T12:34Z", "2024-05-01T12:34:00.0000000")]
    [InlineData("2024122T1234+0200", "2024-05-01T10:34:00.0000000")]
    [InlineData("20240501T123456.5Z", "2024-05-01T12:34:56.5000000")]
    [InlineData("2024-05-01 12:34:56  utc", "2024-05-01T12:34:56.0000000")]
    [InlineData("2024-05-01T12:34:56 GMT", "2024-05-01T12:34:56.0000000")]
    [InlineData("2024-05-01T12:34:56\u221202:00", "2024-05-01T14:34:56.0000000")]
    [InlineData("2024-05-01T12:34:56+02:00[Europe/Berlin][u-ca=iso8601]", "2024-05-01T10:34:56.0000000")]
    [InlineData("1700000000", "2023-11-14T22:13:20.0000000")]
    [InlineData("1700000000.25", "2023-11-14T22:13:20.2500000")]
    public void Text_is_read(string text, string expected) => Assert.Equal(expected, Read(FieldValue.Of(text)));

    [Theory]
    [InlineData(1_700_000_000, "2023-11-14T22:13:20.0000000")]
    [InlineData(1_700_000_000.123, "2023-11-14T22:13:20.1230000")]
    [InlineData(1_700_000_000_123, "2023-11-14T22:13:20.1230000")]
    [InlineData(1_700_000_000_123_456, "2023-11-14T22:13:20.1234560")]
    [InlineData(1_700_000_000_000_000_000, "2023-11-14T22:13:20.0000000")]
    [InlineData(0, "1970-01-01T00:00:00.0000000")]
    [InlineData(-1.5, "1969-12-31T23:59:58.5000000")]
    public void Unix_time_is_read_by_its_magnitude(double unix, string expected) => Assert.Equal(expected, Read(FieldValue.Of(unix)));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2024-13-01")]
    [InlineData("2024-05-01T24:00:01Z")]
    [InlineData("2024-05-01T24:00:00.1Z")]
    [InlineData("2024-05-01T12:34:61Z")]
    [InlineData("2023-W53-1")]
    [InlineData("2024-W01-8")]
    [InlineData("2023-366")]
    [InlineData("20240501")]
    [InlineData("2024-05-01T12:34:56[Europe/Berlin]")]
    [InlineData("2024-05-01T12:34:56Z[!Europe/Berlin]")]
    [InlineData("2024-05-01T12:34:56Z[Europe/Berlin")]
    [InlineData("20240501123456")]
    [InlineData("20240501123456789")]
    [InlineData("2024-05-01T12:60:00Z")]
    [InlineData("2024-05-01T12:34:56.")]
    [InlineData("2024-05-01T12:34:56+25:00")]
    [InlineData("2024-05-01T12:34:56Zebra")]
    [InlineData("2024-05-01X12:34:56")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("0000-01-01")]
    [InlineData("NaN")]
    [InlineData("1e9")]
    public void What_is_no_time_is_refused(string text) => Assert.False(TimestampParser.TryParse(FieldValue.Of(text), out _));

    [Fact]
    public void Neither_are_other_kinds_or_impossible_numbers()
    {
        FieldValue[] values =
            [FieldValue.Missing, FieldValue.Null, true, double.NaN, double.PositiveInfinity, double.MaxValue, -9e10, 9.3e30];
        Assert.All(values, value => Assert.False(TimestampParser.TryParse(value, out _)));
    }

    [Fact]
    public void Whatever_the_framework_writes_is_read_the_same() =>
        Gen.Select(Gen.DateTimeOffset, Gen.OneOf("O", "yyyy-MM-ddTHH:mm:ss.fffK", "yyyy-MM-dd HH:mm:sszzz")).Sample((time, format) =>
        {
            var text = time.ToString(format, CultureInfo.InvariantCulture);
            var expected = DateTimeOffset.ParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            Assert.True(TimestampParser.TryParse(FieldValue.Of(text), out var read), text);
            Assert.Equal(expected.UtcDateTime, read.UtcDateTime);
        });

    private static string Read(FieldValue value)
    {
        Assert.True(TimestampParser.TryParse(value, out var time));
        Assert.Equal(TimeSpan.Zero, time.Offset);
        return time.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture);
    }
}
