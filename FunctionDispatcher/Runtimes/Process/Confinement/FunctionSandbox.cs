namespace EventEdge.FunctionDispatcher.Runtimes.Process.Confinement;

/// <summary>
/// What processes of functions must not see: the node's data directory and the files with its secrets. Enforced by the kernel (Landlock),
/// whoever the user is, and inherited by everything that a worker starts; the node's own environment and memory are out of reach with it.
/// Landlock only allows, so everything is allowed but the hidden paths themselves; what comes later beside one is allowed to the next
/// worker.
/// </summary>
/// <param name="hidden">The hidden files and folders; they need not exist yet.</param>
/// <param name="workingDirectory">The folder that workers run in.</param>
internal sealed class FunctionSandbox(IReadOnlyList<string> hidden, string workingDirectory)
{
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(1);

    private readonly string _working = HiddenPaths.Real(workingDirectory);
    private readonly string _temporary = HiddenPaths.Real(Path.GetTempPath());

    /// <summary>Whether the kernel can do it.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Landlock.Version > 0;

    /// <summary>
    /// Whether what is made in the working folder later is hidden from workers that run, because a hidden path lies in it.
    /// </summary>
    public bool HidesNewFiles => Resolve().Hidden.Any(path => HiddenPaths.IsBelow(path, _working));

    /// <summary>Confines the calling thread, and every process it starts from now on, for ever.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public SandboxView Enter()
    {
        var (paths, links) = Resolve();
        var folders = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        // Beside a hidden path nothing new can be allowed: where workers write, hidden files are kept from being read only.
        var protectsFromWriting = !paths.Any(path => HiddenPaths.IsBelow(path, _working) || HiddenPaths.IsBelow(path, _temporary));
        using var rules = Landlock.NewRuleset(protectsFromWriting);
        Allow(rules, "/", paths, folder =>
        {
            if (HiddenPaths.IsAtOrBelow(folder, _working) || links.Contains(folder)) folders[folder] = ChangeOf(folder);
        });
        rules.Restrict();
        return new(paths, folders);
    }

    /// <summary>
    /// How long a worker runs before its view is looked at. Longer with each change: a function that makes files there itself must not be
    /// replaced all the time.
    /// </summary>
    public TimeSpan Patience { get; private set; } = ShortestPatience;

    /// <summary>Whether a worker that is confined now would see the same.</summary>
    public bool IsCurrent(SandboxView view)
    {
        var isCurrent = view.Folders.All(folder => ChangeOf(folder.Key) == folder.Value) && Resolve().Hidden.SetEquals(view.Hidden);
        Patience = isCurrent ? ShortestPatience : TimeSpan.FromTicks(Math.Min(2 * Patience.Ticks, LongestPatience.Ticks));
        return isCurrent;
    }

    private (HashSet<string> Hidden, HashSet<string> LinkFolders) Resolve()
    {
        var links = new HashSet<string>(StringComparer.Ordinal);
        var paths = HiddenPaths.Of(hidden, links);
        return (paths, [.. links.Select(HiddenPaths.Real)]);
    }

    private static DateTime ChangeOf(string folder) => Directory.GetLastWriteTimeUtc(folder);

    private static void Allow(Landlock rules, string folder, HashSet<string> paths, Action<string> opened)
    {
        // Looked at before what is in it: a change in between is seen afterwards.
        opened(folder);
        foreach (var entry in Entries(folder))
        {
            if (paths.Contains(entry.FullName)) continue;
            if (paths.Any(path => HiddenPaths.IsBelow(path, entry.FullName))) Allow(rules, entry.FullName, paths, opened);
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
}
