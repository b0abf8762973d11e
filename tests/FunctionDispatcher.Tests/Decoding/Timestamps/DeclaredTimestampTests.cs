using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Timestamps;

public sealed class DeclaredTimestampTests
{
    private static readonly DateTimeOffset Near = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("dd.MM.yyyy HH:mm:ss", "01.05.2026 12:34:56", "2026-05-01T12:34:56.0000000")]
    [InlineData("MM/dd/yyyy hh:mm:ss tt", "05/01/2026 12:00:10 AM", "2026-05-01T00:00:10.0000000")]
    [InlineData("ddd, dd MMM yyyy HH:mm:ss 'GMT'", "Fri, 01 May 2026 00:00:10 GMT", "2026-05-01T00:00:10.0000000")]
    [InlineData("ddd MMM d HH:mm:ss yyyy", "Fri May  1 00:00:10 2026", "2026-05-01T00:00:10.0000000")]
    [InlineData("yy-MM-dd HH:mm:ss.fff", "26-05-01 00:00:10.125", "2026-05-01T00:00:10.1250000")]
    [InlineData("yyyyMMddHHmmss", "20260501000010", "2026-05-01T00:00:10.0000000")]
    [InlineData("yyyy-MM-dd HH:mm:ss zzz", "2026-05-01 02:00:10 +02:00", "2026-05-01T00:00:10.0000000")]
    [InlineData("dd.MM.yyyy", "01.05.2026", "2026-05-01T00:00:00.0000000")]
    public void A_declared_format_is_read(string format, string text, string expected) =>
        Assert.Equal(expected, Read(new() { Field = "t", Format = format }, FieldValue.Of(text)));

    [Fact]
    public void Digits_that_a_format_declares_may_be_a_number() => Assert.Equal(
        "2026-05-01T00:00:10.0000000", Read(new() { Field = "t", Format = "yyyyMMddHHmmss" }, FieldValue.Of(20260501000010)));

    [Theory]
    [InlineData("2026-05-01T00:00:10Z")]
    [InlineData("31.02.2026 00:00:00")]
    [InlineData("01.05.2026 24:00:00")]
    [InlineData("")]
    public void What_has_another_format_is_refused(string text) =>
        Assert.Null(Read(new() { Field = "t", Format = "dd.MM.yyyy HH:mm:ss" }, FieldValue.Of(text)));

    [Theory]
    [InlineData(TimestampUnit.S, "1767225610", "2026-01-01T00:00:10.0000000")]
    [InlineData(TimestampUnit.S, "1.76722561e9", "2026-01-01T00:00:10.0000000")]
    [InlineData(TimestampUnit.S, "1767225610,25", "2026-01-01T00:00:10.2500000")]
    [InlineData(TimestampUnit.Ms, "1767225610250", "2026-01-01T00:00:10.2500000")]
    [InlineData(TimestampUnit.Us, "1767225610250001", "2026-01-01T00:00:10.2500010")]
    [InlineData(TimestampUnit.Ns, "1767225610250000199", "2026-01-01T00:00:10.2500001")]
    [InlineData(TimestampUnit.Ms, "20260101000010", "2612-01-07T21:50:00.0100000")]
    [InlineData(TimestampUnit.S, "0", "1970-01-01T00:00:00.0000000")]
    [InlineData(TimestampUnit.S, "2026-01-01T00:00:10Z", null)]
    [InlineData(TimestampUnit.S, "99999999999999", null)]
    public void A_declared_unit_is_taken_whatever_the_magnitude(TimestampUnit unit, string text, string? expected) =>
        Assert.Equal(expected, Read(new() { Field = "t", Unit = unit }, FieldValue.Of(text)));

    [Fact]
    public void A_unit_reads_numbers_as_it_reads_their_digits() =>
        Gen.Select(Gen.Long[0, 4_000_000_000_000_000_000], Gen.Enum<TimestampUnit>()).Sample((number, unit) =>
        {
            var config = new EventTimeConfig { Field = "t", Unit = unit };
            Assert.Equal(Read(config, FieldValue.Of(number.ToString(CultureInfo.InvariantCulture))), Read(config, FieldValue.Of(number)));
        });

    [Theory]
    [InlineData("2026-01-01T01:00:10", "2026-01-01T00:00:10.0000000")] // winter
    [InlineData("2026-07-01T02:00:10", "2026-07-01T00:00:10.0000000")] // summer
    [InlineData("2026-07-01T02:00:10Z", "2026-07-01T02:00:10.0000000")] // an offset of its own
    [InlineData("2026-03-29T01:59:59", "2026-03-29T00:59:59.0000000")]
    [InlineData("2026-03-29T02:30:00", "2026-03-29T01:30:00.0000000")] // does not exist: by the clock as it was
    [InlineData("2026-03-29T03:00:00", "2026-03-29T01:00:00.0000000")]
    public void Local_times_are_those_of_the_zone(string text, string expected) =>
        Assert.Equal(expected, Read(new() { Field = "t", TimeZone = "Europe/Berlin" }, FieldValue.Of(text)));

    [Theory]
    [InlineData("2026-10-25T00:31:00Z", "2026-10-25T00:30:00.0000000")]
    [InlineData("2026-10-25T01:31:00Z", "2026-10-25T01:30:00.0000000")]
    [InlineData("2026-10-25T01:00:00Z", "2026-10-25T00:30:00.0000000")] // as far from both
    [InlineData("2026-12-01T00:00:00Z", "2026-10-25T01:30:00.0000000")]
    public void Of_a_time_that_comes_twice_the_one_nearer_to_its_receipt_counts(string received, string expected)
    {
        var reader = new DeclaredTimestamp(new() { Field = "t", Format = "dd.MM.yyyy HH:mm", TimeZone = "Europe/Berlin" });
        var near = DateTimeOffset.Parse(received, CultureInfo.InvariantCulture);
        Assert.True(reader.TryRead(FieldValue.Of("25.10.2026 02:30"), near, out var time));
        Assert.Equal(expected, Show(time));
    }

    private static string? Read(EventTimeConfig config, FieldValue value) =>
        new DeclaredTimestamp(config).TryRead(value, Near, out var time) ? Show(time) : null;

    private static string Show(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture);
}
