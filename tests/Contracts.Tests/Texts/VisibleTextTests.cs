using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using EventEdge.Contracts.Texts;

namespace EventEdge.Contracts.Tests.Texts;

public sealed class VisibleTextTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("\0", @"\u0000")]
    [InlineData("a\nb\tc", @"a\u000ab\u0009c")]
    [InlineData("\u001b[31m", @"\u001b[31m")]
    [InlineData("\u007f\u0085\u009b", @"\u007f\u0085\u009b")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("\u200b\u200c\u200d\u200e\u200f", @"\u200b\u200c\u200d\u200e\u200f")]
    [InlineData("\u202a\u202b\u202c\u202d\u202e", @"\u202a\u202b\u202c\u202d\u202e")]
    [InlineData("\u2066\u2067\u2068\u2069\ufeff", @"\u2066\u2067\u2068\u2069\ufeff")]
    [InlineData("\U000e0041", @"\udb40\udc41")]
    public void What_cannot_be_seen_is_written_out(string text, string visible) => Assert.Equal(visible, VisibleText.Of(text));

    [Fact]
    public void Half_a_pair_is_written_out() => Assert.Equal(@"half \ud83c and \udf21", VisibleText.Of("half \ud83c and \udf21"));

    [Theory]
    [InlineData("plant/nord/press-7")]
    [InlineData("Größe 21 °C, 温度 🌡️ \\u001b [bold]")]
    [InlineData("")]
    public void What_can_be_seen_stays(string text) => Assert.Equal(text, VisibleText.OfLines(VisibleText.Of(text)));

    [Fact]
    public void Lines_stay_where_there_may_be_several() =>
        Assert.Equal("a\nb\r\nc\td\\u000de\\u001b", VisibleText.OfLines("a\nb\r\nc\td\re\u001b"));

    [Fact]
    public void Any_text_becomes_one_line_without_anything_hidden() => Gen.Char.Array[0, 20].Select(c => new string(c)).Sample(text =>
        Assert.All(VisibleText.Of(text).EnumerateRunes(), rune => Assert.False(System.Text.Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)));

    [Fact]
    public void Json_stays_the_same_json() => Gen.String.Sample(text =>
    {
        var json = JsonSerializer.Serialize(text, Relaxed);
        Assert.Equal(JsonSerializer.Deserialize<string>(json), JsonSerializer.Deserialize<string>(VisibleText.OfLines(json)));
    });
}
