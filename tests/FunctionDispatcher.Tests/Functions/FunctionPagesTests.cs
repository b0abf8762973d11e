using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Tests.Components;
using YamlDotNet.Serialization;

namespace EventEdge.FunctionDispatcher.Tests.Functions;

/// <summary>The documentation of the built-in functions: complete, and every example in it is accepted.</summary>
public sealed partial class FunctionPagesTests
{
    private static readonly string[] Sections = ["About", "Usage", "Defaults", "Delivery", "Patterns"];

    public static TheoryData<string> Names => [.. EventEdgeComponents.Default.Functions.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_function_has_a_page_of_the_usual_sections(string name) =>
        Assert.Equal(Sections, Heading().Matches(Page(name)).Select(heading => heading.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_example_is_accepted(string name)
    {
        var examples = Example().Matches(Page(name)).Select(example => Parse(example.Groups[1].Value)).ToList();
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            var function = (Dictionary<object, object?>)example["function"]!;
            var with = (Dictionary<object, object?>?)function.GetValueOrDefault("with") ?? [];
            Assert.Equal(name, function["builtin"]);
            Assert.Empty(EventEdgeComponents.Default.Functions.Problems(
                name, Flat(with, string.Empty).ToDictionary(), example.ContainsKey("window")));
        }
    }

    // As a bindings file is read: nested keys are joined with a dot.
    private static IEnumerable<KeyValuePair<string, object?>> Flat(Dictionary<object, object?> settings, string prefix) =>
        settings.SelectMany(pair => pair.Value is Dictionary<object, object?> inner
            ? Flat(inner, $"{prefix}{pair.Key}.")
            : [new($"{prefix}{pair.Key}", pair.Value)]);

    private static Dictionary<string, object?> Parse(string yaml) => new Deserializer().Deserialize<Dictionary<string, object?>>(yaml);

    private static string Page(string name) => File.ReadAllText(ComponentPages.Of(EventEdgeComponents.Default.Functions.Find(name)!));

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
