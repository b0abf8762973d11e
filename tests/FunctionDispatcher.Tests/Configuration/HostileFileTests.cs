using System.Text;
using EventEdge.FunctionDispatcher.Configuration.Checks;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class HostileFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void An_alias_bomb_does_not_go_off()
    {
        var bomb = new StringBuilder("a0: &a0 x\n");
        for (var i = 1; i < 20; i++) bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 20))}]\n");

        var problems = BindingsProblemTests.Problems(bomb.ToString());

        Assert.Contains(problems, p => p.Message.StartsWith("aliases (*a0) have no place", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Message.StartsWith("anchors (&a1) have no place", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Endless_nesting_is_a_problem_and_not_a_stack_overflow(string level)
    {
        var problem = BindingsProblemTests.Problems(string.Concat(Enumerable.Repeat(level, 200_000)))[^1];

        Assert.Contains("nested more than 32 deep", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quarter_of_a_million_documents_are_one_and_a_problem() => Assert.Contains(
        "the second one is not read",
        Assert.Single(BindingsProblemTests.Problems("bindings: []\n" + string.Concat(Enumerable.Repeat("---\n", 250_000)))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Names_and_texts_of_a_million_characters_are_problems_told_in_a_line()
    {
        var text = new string('x', 500_000);

        foreach (var problem in BindingsProblemTests.Problems(
            $"{text}: 1\nbindings:\n- {{ name: '{text}', trigger: {{ mqtt: t }}, function: {{ builtin: pass }}, emit: {{ mqtt: u }} }}\n"))
            Assert.InRange(problem.ToString().Length, 1, 4_000);
    }

    [Fact]
    public void A_key_given_a_hundred_thousand_times_is_told_within_the_limit() => Assert.InRange(
        BindingsProblemTests.Problems("bindings: []\n" + string.Concat(Enumerable.Repeat("a: 1\n", 100_000))).Count, 1, ProblemList.Limit);

    [Fact]
    public void A_file_beyond_the_limit_is_not_parsed() => Assert.Contains(
        "larger than 1MiB", Assert.Single(BindingsProblemTests.Problems(new string('#', BindingsFile.SizeLimit + 1))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_wrong_throughout_ends_with_a_limit()
    {
        var text = new StringBuilder("bindings:\n");
        for (var i = 0; i < 5_000; i++) text.Append("- { nme: x }\n");

        Assert.Equal(ProblemList.Limit, BindingsProblemTests.Problems(text.ToString()).Count);
    }

    [Fact]
    public void A_thousand_chained_bindings_are_checked_and_one_more_is_refused()
    {
        Assert.Empty(BindingsProblemTests.Problems(Chain(BindingsChecker.BindingLimit)));
        Assert.Contains(
            "1001 bindings are more than 1000",
            Assert.Single(BindingsProblemTests.Problems(Chain(BindingsChecker.BindingLimit + 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_told()
    {
        File.WriteAllBytes(_file, [(byte)'a', (byte)':', (byte)' ', 0xff]);

        Assert.Contains("not UTF-8: byte 4", Assert.Single(BindingsFile.Load(_file).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        Assert.Equal("/no/such.yaml: there is no such file", Assert.Single(BindingsFile.Load("/no/such.yaml").Problems).ToString());
        Assert.Contains("is a directory", Assert.Single(BindingsFile.Load(Path.GetTempPath()).Problems).Message, StringComparison.Ordinal);
    }

    private static string Chain(int length)
    {
        var text = new StringBuilder("bindings:\n");
        for (var i = 0; i < length; i++)
            text.Append($"- {{ name: b{i}, trigger: {{ mqtt: t/{i} }}, function: {{ builtin: pass }}, emit: {{ mqtt: t/{i + 1} }} }}\n");
        return text.ToString();
    }
}
