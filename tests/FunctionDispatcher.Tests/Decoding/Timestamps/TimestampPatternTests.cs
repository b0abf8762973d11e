using EventEdge.FunctionDispatcher.Decoders;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Timestamps;

public sealed class TimestampPatternTests
{
    [Theory]
    [InlineData("dd.MM.yyyy HH:mm:ss")]
    [InlineData("yyyy-MM-ddTHH:mm:ss.fffffff")]
    [InlineData("ddd, dd MMM yyyy HH:mm:ss 'GMT'")]
    [InlineData("ddd MMM d HH:mm:ss yyyy")]
    [InlineData("M/d/yyyy h:mm:ss tt")]
    [InlineData("yyyyMMddHHmmss")]
    [InlineData("yyyy-MM-dd HH:mm:sszzz")]
    [InlineData("dd-MM-yy")]
    public void Formats_that_name_a_day_are_good(string format) => Assert.Null(TimestampPattern.Problem(format, out _));

    [Theory]
    [InlineData("HH:mm:ss", "names no year", null)]
    [InlineData("yyyy-mm-dd", "names no month (MM; mm are minutes)", null)]
    [InlineData("MM.yyyy", "names no day", null)]
    [InlineData("dd.MM.yyyy hh:mm", "without AM or PM", null)]
    [InlineData("yyyy-MM-dd HH:mm:ss tt", "hours up to 12 are hh", null)]
    [InlineData("YYYY-MM-DD HH:mm:ss", "'YYYY' is no element", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("%d.%m.%Y %H:%M:%S", "is no element", "dd.MM.yyyy HH:mm:ss")]
    [InlineData("yyyy-MM-dd HH:mm:ss.fffffffff", "'fffffffff' is no element", null)]
    [InlineData("dd.MM.yyyy 'at HH:mm", "cannot be read back", null)]
    public void What_is_wrong_with_a_format_is_told(string format, string said, string? suggestion)
    {
        Assert.Contains(said, TimestampPattern.Problem(format, out var meant), StringComparison.Ordinal);
        Assert.Equal(suggestion, meant);
    }
}
