using System.Xml.Linq;

namespace EventEdge.Architecture.Tests;

/// <summary>EventEdge → EdgeBridge → FunctionDispatcher → Contracts ← CloudIngest ← EventEdge.</summary>
public sealed class RoomTests
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Contracts"] = [],
        ["FunctionDispatcher"] = ["Contracts"],
        ["EdgeBridge"] = ["FunctionDispatcher", "Contracts"],
        ["CloudIngest"] = ["Contracts"],
        ["EventEdge"] = ["EdgeBridge", "FunctionDispatcher", "CloudIngest", "Contracts"],
    };

    [Fact]
    public void A_room_references_only_the_rooms_below_it()
    {
        var offences = from room in Repository.Rooms
                       from reference in ProjectReferences(room)
                       where !MayUse[room].Contains(reference, StringComparer.Ordinal)
                       select $"{room}.csproj references {reference}";
        Offences.MustBeEmpty(offences, "Rooms depend in one direction:");
    }

    [Fact]
    public void A_room_mentions_only_the_rooms_below_it()
    {
        var offences = from source in Offences.MustNotBeEmpty(Repository.ProductSources, "sources")
                       from other in Repository.Rooms
                       where other != source.Room && !MayUse[source.Room].Contains(other, StringComparer.Ordinal)
                       where source.Mentions($"EventEdge.{other}")
                       select $"{source} mentions EventEdge.{other}";
        Offences.MustBeEmpty(offences, "Rooms depend in one direction:");
    }

    [Fact]
    public void Contracts_reference_no_package() =>
        Assert.Empty(Load("Contracts").Descendants("PackageReference"));

    [Fact]
    public void Every_room_is_a_project_of_the_solution()
    {
        var solution = Repository.Read("EventEdge.sln");
        Offences.MustBeEmpty(
            Repository.Rooms.Where(r => !solution.Contains($"\\{r}.csproj", StringComparison.Ordinal)), "Not in EventEdge.sln:");
    }

    [Fact]
    public void Every_test_project_is_part_of_the_solution()
    {
        var solution = Repository.Read("EventEdge.sln").Replace('\\', '/');
        var projects = Repository.Files.Where(f => f.StartsWith("tests/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal));
        Offences.MustBeEmpty(
            Offences.MustNotBeEmpty(projects, "test projects").Where(p => !solution.Contains(p, StringComparison.Ordinal)), "Not in EventEdge.sln:");
    }

    private static IEnumerable<string> ProjectReferences(string room) =>
        Load(room).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

    private static XDocument Load(string room) => XDocument.Parse(Repository.Read($"{room}/{room}.csproj"));
}
