using System.Text;
using System.Text.Json;
using CsCheck;
using EventEdge.Contracts.Texts;

namespace EventEdge.Contracts.Tests.Texts;

public sealed class JsonBytesTests
{
    [Fact]
    public void Letters_stay_and_quotes_are_escaped() =>
        Assert.Equal(
            """{"é":"a \"quoted\" word"}""",
            Encoding.UTF8.GetString(JsonBytes.Object("a \"quoted\" word", static (json, text) => json.WriteString("é", text))));

    [Fact]
    public void An_object_may_be_empty() => Assert.Equal("{}", Encoding.UTF8.GetString(JsonBytes.Object(0, static (_, _) => { })));

    [Fact]
    public void Any_text_reads_back() => Gen.String.Where(IsWhole).Sample(text =>
    {
        using var document = JsonDocument.Parse(JsonBytes.Object(text, static (json, text) => json.WriteString("text", text)));
        return document.RootElement.GetProperty("text").GetString() == text;
    });

    private static bool IsWhole(string text) => text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);
}
