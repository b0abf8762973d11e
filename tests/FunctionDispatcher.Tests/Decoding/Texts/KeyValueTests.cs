namespace EventEdge.FunctionDispatcher.Tests.Decoding.Texts;

/// <summary><c>decode: key_value</c>: names and values.</summary>
public sealed class KeyValueTests
{
    [Theory]
    [InlineData("", "a=1 b=\"x y\" c=true d=warm", "m a=1 b=\"x y\" c=true d=\"warm\" @1s")]
    [InlineData("", "  a=1 \t b=2  \r\n\r\na=3", "m a=1 b=2 @1s", "m a=3 @1s")]
    [InlineData("", "a= b=2", "m b=2 @1s")]
    [InlineData("", "a=\"7\" b=\"\"", "m a=\"7\" b=\"\" @1s")]
    [InlineData("", "a=\"q\\\"\\\\ \\n\"", "m a=\"q\\\"\\\\ \n\" @1s")]
    [InlineData("", "a=1 a=2", "m a=2 @1s")]
    [InlineData("", "url=http://x/?a=b", "m url=\"http://x/?a=b\" @1s")]
    [InlineData("separator: ';', assign: ':', decimal: comma", "a:1,5; b : x y ;c:\"p;q\";", "m a=1.5 b=\"x y\" c=\"p;q\" @1s")]
    [InlineData("separator: newline", "a=1\nb=x y\n\nc=3\n", "m a=1 b=\"x y\" c=3 @1s")]
    [InlineData("", "\uFEFF\uFEFFa=1\na=2\na=3", "m \uFEFFa=1 @1s", "m a=2 @1s", "m a=3 @1s")]
    [InlineData("separator: tab", "a=1 2\tb=3", "m a=\"1 2\" b=3 @1s")]
    public void Pairs_become_fields(string settings, string payload, params string[] lines) =>
        Assert.Equal(lines, Decoded(settings, payload));

    [Theory]
    [InlineData("", "a=1\nb", "line 2: no '=' behind 'b' at byte 5")]
    [InlineData("", "a =1", "line 1: no '=' behind 'a' at byte 1")]
    [InlineData("", "=1", "line 1: no name before '=' at byte 1")]
    [InlineData("", "a=\"x", "line 1: a quote that is not closed at byte 4")]
    [InlineData("", "a=\"x\"y", "line 1: something behind a closing quote at byte 5")]
    [InlineData("separator: newline", "a=1\nb", "rejected b decode: no '=' behind 'b' at byte 5")]
    [InlineData("", "", "the payload is empty")]
    public void What_is_no_pair_gives_up_the_message(string settings, string payload, string problem) =>
        Assert.EndsWith(problem, Assert.Single(Decoded(settings, payload)), StringComparison.Ordinal);

    private static IReadOnlyList<string> Decoded(string settings, string payload) =>
        DispatchedLines.Decoded($"{{ key_value: {{ {settings} }} }}", payload);
}
