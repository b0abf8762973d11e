using CsCheck;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class ProblemPlaceTests
{
    private const string Head = "bindings:\n- name: a\n  trigger: { mqtt: t }\n  function: { builtin: pass }\n";

    [Theory]
    [InlineData("  where: a > 1 ~ 2", 5, 16)]
    [InlineData("  where: 'a > 1 ~ 2'", 5, 17)]
    [InlineData("  where: \"a > 1 ~ 2\"", 5, 17)]
    [InlineData("  where: 'a = ''x'' ~ 2'", 5, 21)]
    [InlineData("  where: \"a = \\\"x\\\" ~ 2\"", 5, 21)]
    [InlineData("  where: \"a = '\\u00e4\\x41\\t' ~ 2\"", 5, 30)]
    [InlineData("  where: \"a = '\\U0001F4A1' ~ 2\"", 5, 28)]
    [InlineData("  where: a > 1\n    and ~ 2", 6, 9)]
    [InlineData("  where: \"a > 1\n    and ~ 2\"", 6, 9)]
    [InlineData("  where: |\n    a > 1\n    and ~ 2", 7, 9)]
    [InlineData("  where: |\n    a > 1\n      and ~ 2", 7, 11)]
    [InlineData("  where: >-\n    a > 1\n    and ~ 2", 7, 9)]
    [InlineData("  where: a >", 5, 13)]
    [InlineData("  where: 'a >'", 5, 14)]
    [InlineData("  where:\n    a > 1 ~ 2", 6, 11)]
    public void A_bad_condition_is_shown_at_its_very_character(string lines, int line, int column)
    {
        foreach (var text in new[]
            { Head + lines, Head + lines + "\n", (Head + lines + "\n").Replace("\n", "\r\n", StringComparison.Ordinal) })
        {
            var problem = Assert.Single(BindingsProblemTests.Problems(text));
            Assert.StartsWith("where: ", problem.Message, StringComparison.Ordinal);
            Assert.Equal((line, column), (problem.Line, problem.Column));
        }
    }

    [Fact]
    public void A_byte_order_mark_does_not_count() =>
        Assert.Equal((1, 1), BindingsProblemTests.Problems("\uFEFFbinding: []").Where(p => p.Suggestion == "bindings")
            .Select(p => (p.Line, p.Column)).Single());

    [Fact]
    public void Every_way_to_write_a_text_leads_back_to_its_characters()
    {
        var words = Gen.OneOf("a", "it's", "\"q\"", "ä", "x\\y", "<", "#1", "💡").Array[1, 6].Select(w => string.Join(' ', w));
        Gen.Select(words, Gen.Int[0, 3]).Sample(
            (text, style) =>
            {
                var yaml = "\n  key: " + Write(text, style);
                var problems = new ProblemList("x", new SourceText(yaml));
                var scalar = (YamlScalar)((YamlMapping)YamlTree.Read(yaml, problems)!).Entries[0].Value;
                Assert.Equal(text, scalar.Value.TrimEnd('\n'));
                for (var i = 0; i < text.Length; i++)
                {
                    var found = problems.Source.At(problems.Source.IndexOf(ScalarMap.PlaceOf(scalar, i, problems.Source)));
                    if (!char.IsSurrogate(text[i]) && !(style == 1 && text[i] is '"' or '\\' or 'ä')) Assert.Equal(text[i], found);
                }
            },
            iter: 5_000);
    }

    private static string Write(string text, int style) => style switch
    {
        0 => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        1 => $"\"{Escaped(text)}\"",
        2 => $"|\n    {text}\n",
        _ => $">\n    {text}\n",
    };

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("ä", "\\u00e4", StringComparison.Ordinal);
}
