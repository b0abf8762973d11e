using EventEdge.Tests.Support;

namespace EventEdge.Torture.Plant;

/// <summary>Copies of data directories, as backups and cloned disks are.</summary>
internal static class Copies
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Makes <paramref name="target"/> hold what <paramref name="source"/> holds, and nothing else. Nobody may be writing in either.
    /// </summary>
    public static async Task CopyAsync(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var entry in Directory.EnumerateFileSystemEntries(target).Where(entry => !IsOfFileSystem(entry)))
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }

        string[] entries = [.. Directory.EnumerateFileSystemEntries(source).Where(entry => !IsOfFileSystem(entry))];
        await using var copy = ProcessHost.Start("cp", ["-a", "--", .. entries, target]);
        if (await copy.WaitForExitAsync(Limit) != 0) throw new IOException($"{source} could not be copied: {copy.Errors}");
        // A copy that no sync has confirmed is none yet: a power cut may take of it what nobody promised to keep.
        await using var sync = ProcessHost.Start("sync", ["-f", target]);
        if (await sync.WaitForExitAsync(Limit) != 0) throw new IOException($"{target} could not be synced: {sync.Errors}");
    }

    private static bool IsOfFileSystem(string entry) => Path.GetFileName(entry) == "lost+found";
}
