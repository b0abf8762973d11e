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
        var offences = from project in Offences.MustNotBeEmpty(Repository.Projects, "projects")
                       from reference in project.References
                       let room = reference.Split('/')[0]
                       where room != project.Room && !MayUse[project.Room].Contains(room, StringComparer.Ordinal)
                       select $"{project} references {reference}";
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

    /// <summary>
    /// What people write functions against needs nothing; its Rx operators need Rx, and what our own rooms speak to each other needs only
    /// the SDK.
    /// </summary>
    [Theory]
    [InlineData("Contracts/Sdk/Contracts.csproj", "")]
    [InlineData("Contracts/Rx/Contracts.Rx.csproj", "Contracts/Sdk/Contracts.csproj System.Reactive")]
    [InlineData("Contracts/Wire/Contracts.Wire.csproj", "Contracts/Sdk/Contracts.csproj")]
    public void Contracts_need_little(string path, string needs)
    {
        var project = Repository.Projects.Single(p => p.Path == path);
        Assert.Equal(needs, string.Join(' ', project.References.Concat(project.Packages)));
    }

    [Fact]
    public void A_room_is_one_of_the_projects_that_lie_in_it() =>
        Offences.MustBeEmpty(Repository.Rooms.Where(room => Repository.Projects.All(p => p.Room != room)), "Without a project:");

    [Fact]
    public void Every_project_of_a_room_is_part_of_the_solution()
    {
        var solution = Repository.Read("EventEdge.sln").Replace('\\', '/');
        Offences.MustBeEmpty(
            Repository.Projects.Where(p => !solution.Contains($"\"{p.Path}\"", StringComparison.Ordinal)).Select(p => p.Path),
            "Not in EventEdge.sln:");
    }

    /// <summary>A project that is forgotten there builds on its author's machine only.</summary>
    [Fact]
    public void Every_project_is_built_by_the_image_and_every_room_watched_by_the_script()
    {
        var (image, script) = (Repository.Read("deploy/docker/Dockerfile"), Repository.Read("eventedge"));
        var restored = Repository.Projects.Select(p => $"COPY {p.Folder}/*.csproj {p.Folder}/packages.lock.json {p.Folder}/");
        Offences.MustBeEmpty(restored.Where(line => !image.Contains(line, StringComparison.Ordinal)), "Not in deploy/docker/Dockerfile:");
        Offences.MustBeEmpty(
            Repository.Rooms.Where(room => !script.Contains($"\"$here/{room}\"", StringComparison.Ordinal)),
            "A change of it does not make ./eventedge build:");
    }

    [Fact]
    public void Every_test_project_is_part_of_the_solution()
    {
        var solution = Repository.Read("EventEdge.sln").Replace('\\', '/');
        var projects = Repository.Files.Where(
            f => f.StartsWith("tests/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal));
        Offences.MustBeEmpty(
            Offences.MustNotBeEmpty(projects, "test projects").Where(p => !solution.Contains(p, StringComparison.Ordinal)),
            "Not in EventEdge.sln:");
    }
}
