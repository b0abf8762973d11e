namespace EventEdge.Hosting.Process;

/// <summary>
/// Where the node of a data directory answers HTTP, in a small file beside its data: tools that are given the directory find the node.
/// Whether one runs is said by the directory's lock; a file left behind by a crash is harmless.
/// </summary>
internal static class NodeAddress
{
    private const string FileName = "node.http";

    public static void Write(string directory, Uri address) => File.WriteAllText(PathIn(directory), address.ToString());

    public static void Remove(string directory) => File.Delete(PathIn(directory));

    /// <summary>The address last written; null when there is none.</summary>
    public static Uri? Read(string directory)
    {
        try
        {
            return Uri.TryCreate(File.ReadAllText(PathIn(directory)), UriKind.Absolute, out var address) ? address : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string PathIn(string directory) => Path.Combine(directory, FileName);
}
