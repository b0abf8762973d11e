namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>Where things are in the repository the tests were built from.</summary>
internal static class Places
{
    public static string Root { get; } = FindRoot();

    /// <summary>The five recorded series, in order of name.</summary>
    public static IReadOnlyList<string> NabFiles { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "tests", "data", "nab"), "*.csv").Order(StringComparer.Ordinal)];

    /// <summary>The program as built together with these tests.</summary>
    public static string Program { get; } =
        Path.Combine(Root, "artifacts", "bin", "EventEdge", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "eventedge.dll");

    public static string Bindings(string name) => Path.Combine(AppContext.BaseDirectory, "Bindings", name);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EventEdge.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("EventEdge.sln is in none of the folders above the test");
    }
}
