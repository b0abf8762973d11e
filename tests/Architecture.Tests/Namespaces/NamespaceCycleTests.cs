namespace EventEdge.Architecture.Tests.Namespaces;

/// <summary>
/// Below a room, namespaces use each other in one direction, so that each can be read, tested and moved with what is beneath it alone. The
/// cycles that are left stand here; the list may only shrink.
/// </summary>
public sealed class NamespaceCycleTests
{
    private const string Root = "";

    private static readonly Cycle[] Left = [];

    /// <summary>Projects that are being taken apart: so many of their namespaces may be in cycles, whichever they are.</summary>
    private static readonly Dictionary<string, int> Limits = new(StringComparer.Ordinal)
    {
        ["Contracts/Rx/Contracts.Rx.csproj"] = 3,
        ["FunctionDispatcher/FunctionDispatcher.csproj"] = 30,
    };

    public static TheoryData<string> Projects => [.. Repository.Projects.Select(project => project.Path)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_of_a_project_form_no_cycle_that_is_not_named_here(string project)
    {
        var graph = Read(project);
        Offences.MustNotBeEmpty(graph.Namespaces, "namespaces");
        var allowed = NamedIn(project);
        if (graph.Cycles().Sum(names => names.Count) <= Limits.GetValueOrDefault(project)) return;
        var offences = from found in graph.Cycles()
                       let fresh = found.Except(allowed).ToList()
                       where fresh.Count > 0
                       select $"{string.Join(", ", fresh.Select(Show))} in a cycle of {found.Count}:\n    {string.Join("\n    ", graph.UsesInside(found))}";
        Offences.MustBeEmpty(offences, $"{project}: namespaces depend in one direction; move a type, or let the user own the interface:");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_namespace_that_left_its_cycle_leaves_the_list(string project) =>
        Offences.MustBeEmpty(
            NamedIn(project).Except(Read(project).Cycles().SelectMany(names => names)).Select(Show),
            $"{project}: in no cycle any more; take out of the list:");

    [Fact]
    public void Every_project_that_is_named_exists() =>
        Assert.Empty(Left.Select(cycle => cycle.Project).Concat(Limits.Keys).Except(Repository.Projects.Select(project => project.Path)));

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

    private static HashSet<string> NamedIn(string project) =>
        Left.Where(cycle => cycle.Project == project).SelectMany(cycle => cycle.Namespaces).ToHashSet(StringComparer.Ordinal);

    private sealed record Cycle(string Project, string Reason, string[] Namespaces);
}
