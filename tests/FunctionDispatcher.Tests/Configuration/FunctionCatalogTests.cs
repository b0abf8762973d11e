using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Builtin;
using EventEdge.FunctionDispatcher.Runtimes.CSharp;
using EventEdge.FunctionDispatcher.Triggers.Mqtt;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class FunctionCatalogTests
{
    private static readonly EventEdgeComponents TwoFunctions =
        EventEdgeComponents.Empty.Add(new MqttTrigger(), new BuiltinRuntime(), new CSharpRuntime(), new Picky("stats"), new Picky("pass"));

    [Fact]
    public void A_function_that_does_not_exist_is_told_with_those_that_do()
    {
        var problem = Assert.Single(Problems("{ builtin: stat }"));

        Assert.Equal("there is no built-in function 'stat'; there is pass, stats", problem.Message);
        Assert.Equal((4, 24, "stats"), (problem.Line, problem.Column, problem.Suggestion));
    }

    [Theory]
    [InlineData("{ builtin: stats, with: { fields: 5 } }", 39, "stats: 'fields' must be a list of at least one name")]
    [InlineData("{ builtin: stats, with: { limits: { low: x } } }", 49, "stats: 'limits.low' must be a number, not 'x'")]
    [InlineData("{ builtin: stats, with: { fields: [a], windowless: 1 } }", 31, "stats: needs a window")]
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
    public void Without_components_names_are_not_checked() =>
        Assert.Empty(BindingsFile.Parse(Text("{ builtin: whatever }"), "b.yaml").Problems);

    private static IReadOnlyList<ConfigProblem> Problems(string function) =>
        BindingsFile.Parse(Text(function), "b.yaml", TwoFunctions).Problems;

    private static string Text(string function) => $"bindings:\n- name: a\n  trigger: {{ mqtt: t }}\n  function: {function}\n";

    private sealed class Picky(string name) : IBuiltinFunction
    {
        public string Name => name;

        public WindowUse Window => WindowUse.Optional;

        public object Create(FunctionSettings settings, bool hasWindow)
        {
            if (settings.Number("windowless") is not null) settings.Report("needs a window");
            var hasLimit = settings.Number("limits.low") is not null || settings.Problems.Count > 0;
            if (settings.Names("fields") is null && !settings.Has("fields") && !hasLimit) settings.Report("'fields' is missing");
            return this;
        }
    }
}
