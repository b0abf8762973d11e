using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace EventEdge.Architecture.Tests;

/// <summary>
/// JSON is written by <c>Utf8JsonWriter</c> or a serializer, which escape what has to be: never put together from pieces of text.
/// </summary>
public sealed partial class JsonTests
{
    /// <summary>Files in which a text shows JSON to a person, with the reason.</summary>
    private static readonly Dictionary<string, string> Shown = new(StringComparer.Ordinal)
    {
        ["EdgeBridge/Http/DeadLetterEndpoints.cs"] = "says what a request should have been",
        ["EdgeBridge/Http/LinkEndpoint.cs"] = "says what a request should have been",
        ["EdgeBridge/Http/EdgeHealth.cs"] = "says what to send to restore the link",
    };

    private static IEnumerable<string> Writers => Offences.MustNotBeEmpty(Repository.ProductSources, "sources")
        .Where(source => TextsIn(source.Text).Any(text => MemberName().IsMatch(text))).Select(source => source.Path);

    [Fact]
    public void Json_is_written_by_a_writer() => Offences.MustBeEmpty(
        Writers.Where(path => !Shown.ContainsKey(path)), "Use Utf8JsonWriter (JsonBytes), or name here why a person is shown JSON:");

    [Fact]
    public void No_file_is_named_that_shows_no_json() => Offences.MustBeEmpty(Shown.Keys.Except(Writers), "Take out of the list:");

    [Theory]
    [InlineData("""x = "{\"a\":1}";""", true)]
    [InlineData("""x = $"{{\"{name}\":{value}}}";""", true)]
    [InlineData("x = \"\"\"{\"a\" : 1}\"\"\";", true)]
    [InlineData("""x.Append('"').Append(name).Append("\":");""", true)]
    [InlineData("""x = "{\"a\":\""u8;""", true)]
    [InlineData("""x = "no problem: \"a\" is fine";""", false)]
    [InlineData("""x = 1; // writes {"a":1}""", false)]
    public void A_member_s_name_in_a_text_is_noticed(string source, bool isJson) =>
        Assert.Equal(isJson, TextsIn(source).Any(text => MemberName().IsMatch(text)));

    private static IEnumerable<string> TextsIn(string source) => CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens()
        .Where(token => (SyntaxKind)token.RawKind is SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken)
        .Select(token => token.ValueText);

    [GeneratedRegex("""["]\s*:""")]
    private static partial Regex MemberName();
}
