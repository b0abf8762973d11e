using CsCheck;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Discovery.Parts;

/// <summary>Values are written as people write them, and read back as the same.</summary>
public sealed class FlowTextTests
{
    [Theory]
    [InlineData("temperature", "temperature")]
    [InlineData("a.b-c/d", "a.b-c/d")]
    [InlineData("°C", "°C")]
    [InlineData("m³/h", "m³/h")]
    [InlineData("%", "\"%\"")]
    [InlineData("true", "\"true\"")]
    [InlineData("No", "\"No\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("007", "\"007\"")]
    [InlineData("", "\"\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("say \"no\"", "\"say \\\"no\\\"\"")]
    [InlineData("a\nb", "\"a\\nb\"")]
    [InlineData("{x}", "\"{x}\"")]
    public void A_text_is_quoted_where_it_could_be_read_as_something_else(string text, string written) =>
        Assert.Equal(written, FlowText.Scalar(text));

    [Fact]
    public void Mappings_and_lists_are_written_in_one_line_and_what_is_missing_is_left_out() => Assert.Equal(
        "{ mqtt: \"a/{b}\", qos: 2, list: [x, \"1\", 1.5], flag: true, wait: 10s, deep: { a: {} } }",
        FlowText.Of(new FlowMap
        {
            { "mqtt", "a/{b}" },
            { "qos", 2 },
            { "none", null },
            { "list", new object[] { "x", "1", 1.5 } },
            { "flag", true },
            { "wait", TimeSpan.FromSeconds(10) },
            { "deep", new FlowMap { { "a", new FlowMap() } } },
        }));

    [Fact]
    public void A_key_is_found_again()
    {
        var map = new FlowMap { { "a", 1 }, { "b", "x" } };
        Assert.Equal((1, "x", null), (map.Find("a"), map.Find("b"), map.Find("c")));
    }

    [Fact]
    public void Whatever_a_text_is_it_reads_back_as_the_same() => Gen.String.Where(IsWellFormed).Sample(
        text =>
        {
            var function = $"{{ builtin: pass, with: {{ fields: [{FlowText.Of(text)}] }} }}";
            var yaml = $"bindings: [{{ name: a, trigger: {{ mqtt: a }}, function: {function} }}]";
            var fields = BindingsFile.Parse(yaml, "f").Config?.Bindings[0].Function.With?["fields"];
            var read = Assert.Single(Assert.IsAssignableFrom<System.Collections.IEnumerable>(fields).Cast<object>());
            Assert.Equal(text, read);
        },
        iter: 500);

    private static bool IsWellFormed(string text) =>
        text.Length is > 0 and < 200 && text.EnumerateRunes().All(r => r.Value != 0xFFFD);
}
