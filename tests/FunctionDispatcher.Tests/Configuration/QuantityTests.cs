using CsCheck;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    [InlineData("2d", 172800)]
    [InlineData("0s", 0)]
    public void Reads_durations(string text, double seconds)
    {
        Assert.True(Quantity.TryParseDuration(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("1B", 1)]
    [InlineData("4KiB", 4096)]
    [InlineData("64MiB", 67_108_864)]
    [InlineData("2GiB", 2_147_483_648)]
    public void Reads_sizes(string text, long bytes)
    {
        Assert.True(Quantity.TryParseSize(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("30")]
    [InlineData("30 s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("1S")]
    [InlineData("1h30m")]
    [InlineData("64MB")]
    [InlineData("٣s")]
    [InlineData("9999999999999999999d")]
    [InlineData("999999999999999999d")]
    public void Refuses_anything_else(string text)
    {
        Assert.False(Quantity.TryParseDuration(text, out _));
        Assert.False(Quantity.TryParseSize(text, out _));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(60_000, "1m")]
    [InlineData(90_000, "90s")]
    [InlineData(1_500, "1500ms")]
    public void Writes_the_largest_unit_that_fits(int milliseconds, string expected) =>
        Assert.Equal(expected, Quantity.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void What_is_written_reads_the_same() => Gen.Long[0, 1L << 45].Sample(value =>
    {
        var written = new TimeSpan(value * TimeSpan.TicksPerMillisecond);
        return Quantity.TryParseSize(Quantity.FormatSize(value), out var size) && size == value
            && Quantity.TryParseDuration(Quantity.Format(written), out var read) && read == written;
    });
}
