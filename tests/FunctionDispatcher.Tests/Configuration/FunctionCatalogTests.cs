using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void A_function_that_does_not_exist_is_told_with_those_that_do()
    {
        var problem = Assert.Single(Problems("{ builtin: stat }"));

        Assert.Equal("there is no built-in function 'stat'; there is pass, stats", problem.Message);
        Assert.Equal((4, 24, "stats"), (problem.Line, problem.Column, problem.Suggestion));
    }

    [Theory]
    [InlineData("{ builtin: stats, with: { fields: 5 } }", 39, "stats: 'fields' must be a list")]
    [InlineData("{ builtin: stats, with: { limits: { low: x } } }", 49, "stats: 'limits.low' must be a number")]
    [InlineData("{ builtin: stats, with: { fields: [a], windowless: true } }", 31, "stats: needs a window")]
    [InlineData("{ builtin: stats }", 15, "stats: 'fields' is missing")]
    public void A_bad_setting_is_told_at_its_key(string function, int column, string message)
    {
        var problem = Assert.Single(Problems(function));

        Assert.Equal((4, column, message), (problem.Line, problem.Column, problem.Message));
    }

    [Theory]
    [InlineData("{ builtin: stats, with: { fields: [a] } }")]
    [InlineData("{ csharp: { assembly: a.dll, class: A.B } }")]
    public void What_is_good_passes(string function) => Assert.Empty(Problems(function));

    [Fact]
    public void Without_a_catalog_names_are_not_checked() =>
        Assert.Empty(BindingsFile.Parse(Text("{ builtin: whatever }"), "b.yaml").Problems);

    private static IReadOnlyList<ConfigProblem> Problems(string function) => BindingsFile.Parse(Text(function), "b.yaml", new TwoFunctions()).Problems;

    private static string Text(string function) => $"bindings:\n- name: a\n  trigger: {{ mqtt: t }}\n  function: {function}\n";

    private sealed class TwoFunctions : IFunctionCatalog
    {
        public IEnumerable<string> Names => ["stats", "pass"];

        public bool Knows(string name) => Names.Contains(name);

        public IEnumerable<string> Problems(string name, IReadOnlyDictionary<string, object?> with, bool hasWindow)
        {
            if (with.ContainsKey("windowless") && !hasWindow) yield return "stats: needs a window";
            else if (with.GetValueOrDefault("limits.low") is string) yield return "stats: 'limits.low' must be a number";
            else if (!with.TryGetValue("fields", out var fields)) yield return "stats: 'fields' is missing";
            else if (fields is not object?[]) yield return "stats: 'fields' must be a list";
        }
    }
}
