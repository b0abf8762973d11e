using System.Xml.Linq;

namespace EventEdge.Architecture.Tests;

/// <summary>The repository as files on disk, read once. Paths are relative to its root, with forward slashes.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Products =
        new(StringComparer.Ordinal) { ".git", ".vs", ".idea", ".claude", "artifacts", "bin", "obj", "node_modules", "TestResults" };

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    private static readonly Lazy<IReadOnlyList<string>> AllFiles = new(() => [.. Walk(Root).Order(StringComparer.Ordinal)]);

    private static readonly Lazy<IReadOnlyList<SourceFile>> AllSources =
        new(() => [.. Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).Select(f => new SourceFile(f, Read(f)))]);

    private static readonly Lazy<IReadOnlyList<ProjectFile>> AllProjects = new(() =>
    [
        .. Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) && Rooms!.Contains(f.Split('/')[0], StringComparer.Ordinal))
            .Select(f => new ProjectFile(f, XDocument.Parse(Read(f)))),
    ]);

    /// <summary>The rooms, in the order of DESIGN's table.</summary>
    public static readonly IReadOnlyList<string> Rooms = [
        "Contracts", "FunctionDispatcher", "EdgeBridge", "CloudIngest", "Hosting", "EventEdge"];

    /// <summary>Every file but build products.</summary>
    public static IReadOnlyList<string> Files => AllFiles.Value;

    /// <summary>Every C# file.</summary>
    public static IReadOnlyList<SourceFile> Sources => AllSources.Value;

    /// <summary>The projects of the rooms; a room is one or several.</summary>
    public static IReadOnlyList<ProjectFile> Projects => AllProjects.Value;

    /// <summary>The C# files of the product: those of the rooms.</summary>
    public static IEnumerable<SourceFile> ProductSources => Sources.Where(s => Rooms.Contains(s.Room, StringComparer.Ordinal));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EventEdge.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("EventEdge.sln is in none of the folders above the test");
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => !Products.Contains(Path.GetFileName(f))))
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (Products.Contains(Path.GetFileName(child)) || child == Path.Combine(Root, "data")) continue;
            foreach (var file in Walk(child)) yield return file;
        }
    }
}
