using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Aggregates;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.Tests.Support;
using YamlDotNet.Serialization;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

/// <summary>The page that says eKuiper's functions in the words of this program: all that it says compiles.</summary>
public sealed partial class EKuiperFunctionsTests
{
    private static readonly List<(string Name, string Said, string Kind)> Rows =
        [.. Row().Matches(File.ReadAllText(Repository.File("docs/reference/ekuiper-functions.md")))
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value.Trim('`'), row.Groups[3].Value))];

    [Fact]
    public void Each_function_has_one_line() => Assert.Equal(Rows.Count, Rows.Select(row => row.Name).Distinct().Count());

    [Fact]
    public void The_page_counts_right() => Assert.Contains(
        $"{Rows.Count(row => row.Kind != "none")} of {Rows.Count} need no code",
        File.ReadAllText(Repository.File("docs/reference/ekuiper-functions.md")), StringComparison.Ordinal);

    [Fact]
    public void What_is_said_compiles() => Assert.All(Rows, row => Assert.Equal(string.Empty, row.Kind switch
    {
        "expression" => ValueExpression.TryParse(row.Said, [], out _, out var error) ? string.Empty : $"{row.Name}: {error.Message}",
        "aggregate" => AggregateExpression.TryParse(row.Said, [], out _, out var error) ? string.Empty : $"{row.Name}: {error.Message}",
        "function" => string.Join("; ", ProblemsOf(row.Said)),
        _ => string.Empty,
    }));

    private static IEnumerable<string> ProblemsOf(string function)
    {
        var config = new Deserializer().Deserialize<Dictionary<string, object>>(function);
        var with = config.TryGetValue("with", out var settings) ? (Dictionary<object, object?>)settings : [];
        var name = (string)config["builtin"];
        return EventEdgeComponents.Default.Functions.Problems(
            name, with.ToDictionary(pair => (string)pair.Key, pair => pair.Value), hasWindow: name == "last");
    }

    [GeneratedRegex("^\\| `(.+?)` \\| (.+?) \\| (\\w+) \\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
