using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Configuration.Files;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>Whoever has read one component's page has read the form of all; each shows bindings that work.</summary>
public sealed partial class ComponentPagesTests
{
    private static readonly string[] Sections = ["About", "Usage", "Defaults", "Delivery", "Patterns"];

    public static TheoryData<string> Pages => [.. EventEdgeComponents.Default.All.Select(ComponentPages.Of).Distinct()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Each_component_has_a_page_of_the_usual_sections(string page) =>
        Assert.Equal(Sections, Heading().Matches(File.ReadAllText(page)).Select(heading => heading.Groups[1].Value));

    [Fact]
    public void Each_page_outside_the_functions_shows_a_binding_that_chooses_the_component()
    {
        var components = EventEdgeComponents.Default;
        foreach (var component in components.Triggers.Cast<FunctionDispatcher.Components.IComponent>().Concat(components.Decoders)
            .Concat(components.Formats).Concat(components.Lookups).Concat(components.Runtimes))
        {
            var example = Example().Match(File.ReadAllText(ComponentPages.Of(component))).Groups[1].Value;
            var bindings = BindingsFile.Parse(example, component.Name, components).Config!.Bindings;
            Assert.Contains(
                component.Name,
                bindings.SelectMany(b => new[] { b.Trigger.Name, b.Decode?.Name, b.Emit.Format?.Name, b.Function.Runtime }
                    .Concat(b.Lookup?.Values.Select(lookup => lookup.Source) ?? [])));
        }
    }

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
