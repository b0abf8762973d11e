namespace EventEdge.FunctionDispatcher.Runtimes.Process.Confinement;

/// <summary>
/// The files that hidden names lead to, through links as they are now. Secrets are often rotated by a link to a folder that is exchanged,
/// as Kubernetes does it (<c>token</c> → <c>..data/token</c>, <c>..data</c> → <c>..2026_01</c>): the next folder is there before the link
/// turns, so the same file in the folders beside it is hidden, too.
/// </summary>
internal static class HiddenPaths
{
    private const int MostLinks = 40;

    /// <summary>Everything that has to be hidden; paths that are not there yet as well.</summary>
    /// <param name="names">The names.</param>
    /// <param name="linkFolders">Gets the folders that links on the way lie in.</param>
    public static HashSet<string> Of(IEnumerable<string> names, ISet<string> linkFolders)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names) Follow(Path.GetFullPath(name), found, linkFolders, MostLinks);
        return found;
    }

    /// <summary>The path without links; of what is not there yet, the folder counts.</summary>
    public static string Real(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Landlock.RealPath(full) is { } real) return real;
        return Path.GetDirectoryName(full) is { } folder ? Path.Combine(Real(folder), Path.GetFileName(full)) : full;
    }

    private static void Follow(string path, HashSet<string> found, ISet<string> linkFolders, int links)
    {
        found.Add(Real(path));
        if (links == 0 || FirstLink(path) is not { } link) return;
        var folder = Path.GetDirectoryName(link.FullName)!;
        var rest = Path.GetRelativePath(link.FullName, path);
        linkFolders.Add(folder);
        var target = Path.GetFullPath(Path.Combine(folder, link.LinkTarget!));
        if (rest == ".")
        {
            Follow(target, found, linkFolders, links - 1);
            return;
        }

        foreach (var beside in Beside(folder, target)) Follow(Path.Combine(beside, rest), found, linkFolders, links - 1);
    }

    // The folder that a link leads to and, where the link could as well lead to another one at the same place, those.
    private static IEnumerable<string> Beside(string folder, string target)
    {
        if (Path.GetDirectoryName(Real(target)) is not { Length: > 1 } parent || !IsAtOrBelow(parent, Real(folder))) return [target];
        try
        {
            return [target,
                .. new DirectoryInfo(parent).EnumerateDirectories().Where(one => one.LinkTarget is null).Select(one => one.FullName)];
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return [target];
        }
    }

    // Folders come without links before them: only the first can be one.
    private static DirectoryInfo? FirstLink(string path)
    {
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var part = new DirectoryInfo(end < 0 ? path : path[..end]);
            if (part.LinkTarget is not null) return part;
            if (end < 0) return null;
        }
    }

    /// <summary>Whether a path is a folder or lies in it.</summary>
    public static bool IsAtOrBelow(string path, string folder) => path == folder || IsBelow(path, folder);

    /// <summary>Whether a path lies in a folder.</summary>
    public static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder.EndsWith('/') ? folder : $"{folder}/", StringComparison.Ordinal);
}
