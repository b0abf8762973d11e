namespace EventEdge.Architecture.Tests.Namespaces;

/// <summary>
/// Below a room, namespaces use each other in one direction, so that each can be read, tested and moved with what is beneath it alone.
/// </summary>
public sealed class NamespaceCycleTests
{
    private const string Root = "";

    public static TheoryData<string> Projects => [.. Repository.Projects.Select(project => project.Path)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_of_a_project_form_no_cycle(string project)
    {
        var graph = Read(project);
        Offences.MustNotBeEmpty(graph.Namespaces, "namespaces");
        var offences = from found in graph.Cycles()
                       select $"{string.Join(", ", found.Select(Show))}:\n    {string.Join("\n    ", graph.UsesInside(found))}";
        Offences.MustBeEmpty(offences, $"{project}: namespaces depend in one direction; move a type, or let the user own the interface:");
    }

    [Fact]
    public void A_cycle_is_found_by_what_methods_do()
    {
        var graph = AssemblyReader.Read(typeof(NamespaceCycleTests).Assembly.Location, typeof(Repository).Namespace!);
        Assert.Contains("Namespaces", graph.Namespaces);
        Assert.Contains(
            graph.UsesInside(new HashSet<string> { Root, "Namespaces" }), use =>
                use.StartsWith("Namespaces →  (", StringComparison.Ordinal));
        Assert.Empty(graph.Cycles());
    }

    [Fact]
    public void Namespaces_that_reach_each_other_by_a_third_are_one_cycle()
    {
        var graph = new NamespaceGraph();
        foreach (var (from, to) in new[] { ("A", "B"), ("B", "C"), ("C", "A"), ("C", "D"), ("D", "E"), ("E", "D"), ("F", "A") })
        {
            graph.AddNamespace(to);
            graph.AddUse(from, to, "example");
        }

        Assert.Equal(["A B C", "D E"], graph.Cycles().Select(names => string.Join(" ", names)).Order(StringComparer.Ordinal));
    }

    private static NamespaceGraph Read(string path)
    {
        var project = Repository.Projects.Single(project => project.Path == path);
        return AssemblyReader.Read(Path.Combine(AppContext.BaseDirectory, project.AssemblyName + ".dll"), project.RootNamespace);
    }

    private static string Show(string name) => name == Root ? "the root" : name;
}
