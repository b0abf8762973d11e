namespace EventEdge.Tests.Support;

/// <summary>Files of the repository the tests run in.</summary>
public static class Repository
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find(string directory) => System.IO.File.Exists(Path.Combine(directory, "EventEdge.sln"))
        ? directory
        : Find(Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("the tests do not run inside the repository"));
}
