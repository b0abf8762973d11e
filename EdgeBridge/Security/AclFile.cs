using System.Text;
using EventEdge.Contracts.Durability;

namespace EventEdge.EdgeBridge.Security;

/// <summary>Adds rules to a file of permissions.</summary>
public static class AclFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes those that are not there yet behind the others. A running node sees the old file or the new one.</summary>
    /// <returns>How many were added.</returns>
    /// <exception cref="FormatException">The file has lines that no node can read: rules beside them would count for nobody.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static int Add(string path, IReadOnlyList<string> rules)
    {
        var there = File.Exists(path) ? File.ReadAllBytes(path) : [];
        Acl.Parse(there);
        var lines = Encoding.UTF8.GetString(there).Split('\n');
        var fresh = rules.Except(lines.Select(line => line.Trim())).ToList();
        if (fresh.Count == 0) return 0;
        IEnumerable<string> kept = lines[^1].Length == 0 ? lines.SkipLast(1) : lines;
        DurableFile.ReplaceInPlace(
            path, Encoding.UTF8.GetBytes(string.Concat(kept.Concat(fresh).Select(line => $"{line}\n"))), former => former ?? OwnerOnly);
        return fresh.Count;
    }
}
