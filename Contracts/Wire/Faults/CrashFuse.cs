using System.Diagnostics;
using System.Globalization;

namespace EventEdge.Contracts.Faults;

/// <summary>
/// Ends the process at the n-th visit of a place, once. Two things must agree before anything can happen: the variable
/// <c>EVENTEDGE__CRASH_FUSE</c> names a file, and the file says <c>PLACE COUNT</c>. The file is deleted before the process ends, so that a
/// supervisor's restart cannot meet the same end again.
/// </summary>
internal sealed class CrashFuse(string file, string place, long count)
{
    /// <summary>Name of the variable that names the file.</summary>
    public const string Variable = "EVENTEDGE__CRASH_FUSE";

    private long _left = count;

    /// <summary>The fuse this process was started with; null, as ever outside the suite, when there is none.</summary>
    public static CrashFuse? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file ? Read(file) : null;

    /// <summary>The fuse in a file; null when there is no file or it says something else.</summary>
    public static CrashFuse? Read(string file)
    {
        if (!File.Exists(file)) return null;
        var words = File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? new CrashFuse(file, words[0], count)
            : null;
    }

    /// <summary>Counts a visit and burns at the last one.</summary>
    public void Reach(string at)
    {
        if (IsLast(at)) Burn();
    }

    /// <summary>True exactly once: at the visit that was asked for.</summary>
    internal bool IsLast(string at) => at == place && Interlocked.Decrement(ref _left) == 0;

    private void Burn()
    {
        File.Delete(file);
        Process.GetCurrentProcess().Kill();
    }
}
