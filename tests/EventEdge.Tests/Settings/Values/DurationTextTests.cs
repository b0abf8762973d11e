using EventEdge.Settings.Values;

namespace EventEdge.EventEdge.Tests.Settings.Values;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("500ms", 0.5)]
    [InlineData("20s", 20)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    public void A_number_and_a_unit_are_read(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromSeconds(seconds), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1e9d")]
    [InlineData("99999d")]
    [InlineData("1 s")]
    public void Anything_else_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));
}
