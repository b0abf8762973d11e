namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// What processes of functions must not see: the node's data directory and the files with its secrets. Enforced by the kernel (Landlock), whoever the
/// user is, and inherited by everything that a worker starts; the node's own environment and memory are out of reach with it. Landlock only allows, so
/// everything is allowed but the hidden paths themselves.
/// </summary>
/// <param name="hidden">The hidden files and folders; they need not exist yet.</param>
/// <param name="workingDirectory">The folder that workers run in.</param>
internal sealed class FunctionSandbox(IReadOnlyList<string> hidden, string workingDirectory)
{
    private readonly HashSet<string> _hidden = [.. hidden.Select(RealPath)];
    private readonly string[] _writable = [RealPath(workingDirectory), RealPath(Path.GetTempPath())];

    /// <summary>Whether the kernel can do it.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Landlock.Version > 0;

    // Beside a hidden path nothing new can be allowed: where workers write, hidden files are kept from being read only.
    private bool ProtectsFromWriting => !_hidden.Any(path => _writable.Any(folder => IsBelow(path, folder)));

    /// <summary>Whether what is made in the working folder later is hidden, too, because a hidden path lies in it: Landlock only allows what is there.</summary>
    public bool HidesNewFiles => _hidden.Any(path => IsBelow(path, _writable[0]));

    /// <summary>Confines the calling thread, and every process it starts from now on, for ever.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void Enter()
    {
        using var rules = Landlock.NewRuleset(ProtectsFromWriting);
        Allow(rules, "/");
        rules.Restrict();
    }

    private void Allow(Landlock rules, string folder)
    {
        foreach (var entry in Entries(folder))
        {
            if (_hidden.Contains(entry.FullName)) continue;
            if (_hidden.Any(path => IsBelow(path, entry.FullName))) Allow(rules, entry.FullName);
            else if (entry.LinkTarget is null) rules.Allow(entry.FullName, entry is DirectoryInfo);
        }
    }

    private static FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder.EndsWith('/') ? folder : $"{folder}/", StringComparison.Ordinal);

    // Of what is not there yet, the folder counts.
    private static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Landlock.RealPath(full) is { } real) return real;
        return Path.GetDirectoryName(full) is { } folder ? Path.Combine(RealPath(folder), Path.GetFileName(full)) : full;
    }
}
