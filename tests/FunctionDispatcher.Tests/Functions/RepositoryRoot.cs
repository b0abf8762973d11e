namespace EventEdge.FunctionDispatcher.Tests.Functions;

/// <summary>Where the solution lies.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find(new(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(System.IO.Path.Combine(folder.FullName, "EventEdge.sln")) ? folder.FullName : Find(folder.Parent!);
}
