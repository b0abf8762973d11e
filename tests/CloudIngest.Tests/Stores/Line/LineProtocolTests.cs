using System.Text;
using CsCheck;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Tests.Stores.Line;

public sealed class LineProtocolTests
{
    private static readonly Gen<char> Hostile = Gen.OneOf(
        Gen.Int[0, 10].Select(i => "\\,= \"\n\r\t#\0é"[i]), Gen.Char['a', 'z']);

    private static readonly Gen<string> Text = Gen.String[Hostile, 1, 8];

    // What stands for another character, and what is stood for.
    private static readonly Gen<string> Pictured = Gen.String[
        Gen.Int[0, 15].Select(i => "\\, #\0\u001b\x7f\u0080\u009f\u2400\u241b\u2421\u2426\u2460\u29f5\uff03"[i]), 0, 3];

    private static readonly Gen<FieldValue> Value = Gen.OneOf(
        Gen.Double.Where(double.IsFinite).Select(FieldValue.Of), Gen.Bool.Select(FieldValue.Of),
        Gen.String[Hostile, 0, 12].Select(FieldValue.Of));

    private static readonly Gen<Point> Points =
        from measurement in Text
        from tags in Gen.Dictionary(Text, Text)[0, 4]
        from fields in Gen.Dictionary(Text, Value)[1, 4]
        from seconds in Gen.Int[0, 1 << 30]
        select new Point
        {
            Measurement = measurement,
            Tags = [.. tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)],
            Fields = [.. fields],
            Time = DateTimeOffset.UnixEpoch.AddSeconds(seconds),
        };

    [Fact]
    public void No_text_can_end_a_line_or_add_a_tag_or_a_field() => Points.Sample(point =>
    {
        var parsed = ParsedLine.Parse(Line(point));

        Assert.Equal(LineProtocol.Visible(point.Measurement), parsed.Measurement);
        Assert.Equal(point.Tags.Select(tag => (LineProtocol.Visible(tag.Key), LineProtocol.Visible(tag.Value))), parsed.Tags);
        Assert.Equal(point.Fields.Select(field => (LineProtocol.Visible(field.Key), Visible(field.Value))), parsed.Fields.SkipLast(1));
        Assert.Equal(("revision", FieldValue.Of(0)), parsed.Fields[^1]);
        Assert.Equal(point.Time.ToUnixTimeSeconds(), parsed.Time);
    });

    [Fact]
    public void Ordinary_text_reads_as_itself() => Assert.Equal("Halle 3, C:\\plant\\a=b", LineProtocol.Visible("Halle 3, C:\\plant\\a=b"));

    [Fact]
    public void Different_names_stay_different() => Gen.Select(Pictured, Pictured).Sample((left, right) =>
        Assert.Equal(left == right, LineProtocol.Visible(left) == LineProtocol.Visible(right)));

    [Theory]
    [InlineData("\0", "\u2400")]
    [InlineData("a\nb", "a\u240Ab")]
    [InlineData("\u0085", "\u2465")]
    [InlineData("#1", "\uFF031")]
    [InlineData("a\\", "a\u29F5")]
    public void A_name_and_one_that_looks_like_it_are_two(string name, string alike)
    {
        Assert.NotEqual(LineProtocol.Visible(name), LineProtocol.Visible(alike));
        Assert.NotEqual(Line(Some.Point(device: name)), Line(Some.Point(device: alike)));
        Assert.Equal(LineProtocol.Visible(alike), ParsedLine.Parse(Line(Some.Point(device: alike))).Tags[0].Value);
    }

    [Fact]
    public void Numbers_are_floats_booleans_words_and_texts_quoted() => Assert.Equal(
        "m ok=true,n=1,note=\"a \\\"b\\\\\",revision=0 0\n",
        Line(new Point
        {
            Measurement = "m", Tags = [], Time = DateTimeOffset.UnixEpoch,
            Fields = [new("ok", true), new("n", 1), new("note", "a \"b\\")],
        }));

    [Fact]
    public void A_point_without_a_storable_value_is_no_line() => Assert.False(LineProtocol.TryAppend(
        new StringBuilder(), Of(Some.Point() with { Fields = [new("x", double.NaN), new("y", FieldValue.Null)] }), LinePrecision.For([])));

    [Theory]
    [InlineData(20_000_000, "s")]
    [InlineData(20_010_000, "ms")]
    [InlineData(20_000_010, "us")]
    [InlineData(20_000_001, "ns")]
    public void Precision_is_the_coarsest_that_is_exact(long ticks, string precision)
    {
        var point = Of(Some.Point() with { Time = DateTimeOffset.UnixEpoch.AddTicks(ticks) });

        Assert.Equal(precision, LinePrecision.For([Of(Some.Point()), point]).Name);
    }

    [Fact]
    public void No_line_has_a_control_character_but_its_end() => Points.Sample(point =>
        Assert.DoesNotContain(Line(point with { Measurement = point.Measurement + "\u0085\u001b" })[..^1], char.IsControl));

    // A text in a field has no escapes to fear, and no control characters.
    private static FieldValue Visible(FieldValue value) => value.AsText is { } text
        ? FieldValue.Of(string.Concat(text.Select(c => c < ' ' ? (char)('\u2400' + c) : c)))
        : value;

    private static string Line(Point point)
    {
        var text = new StringBuilder();
        Assert.True(LineProtocol.TryAppend(text, Of(point), LinePrecision.For([Of(point)])));
        return text.ToString();
    }

    private static NodePoint Of(Point point) => new("edge-1", "b", point);
}
