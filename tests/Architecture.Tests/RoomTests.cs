using System.Xml.Linq;

namespace EventEdge.Architecture.Tests;

/// <summary>EventEdge → EdgeBridge → FunctionDispatcher → Contracts ← CloudIngest ← EventEdge, with Hosting beneath both nodes.</summary>
public sealed class RoomTests
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Contracts"] = [],
        ["FunctionDispatcher"] = ["Contracts"],
        ["Hosting"] = ["Contracts"],
        ["EdgeBridge"] = ["FunctionDispatcher", "Hosting", "Contracts"],
        ["CloudIngest"] = ["Hosting", "Contracts"],
        ["EventEdge"] = ["EdgeBridge", "FunctionDispatcher", "CloudIngest", "Hosting", "Contracts"],
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

    /// <summary>A room that is forgotten there builds on its author's machine only.</summary>
    [Fact]
    public void Every_room_is_built_by_the_image_and_watched_by_the_script()
    {
        var (image, script) = (Repository.Read("deploy/docker/Dockerfile"), Repository.Read("eventedge"));
        Offences.MustBeEmpty(
            Repository.Rooms.Where(room => !image.Contains($"COPY {room}/*.csproj {room}/packages.lock.json {room}/", StringComparison.Ordinal)),
            "Not restored by deploy/docker/Dockerfile:");
        Offences.MustBeEmpty(
            Repository.Rooms.Where(room => !script.Contains($"\"$here/{room}\"", StringComparison.Ordinal)), "A change of it does not make ./eventedge build:");
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
