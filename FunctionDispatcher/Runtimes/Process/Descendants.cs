using System.Security.Cryptography;
using System.Text;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// Finds everything that a worker started, however far it went from it: a process that forks twice and leads a session of its own is no child of anybody
/// we know, but carries the mark that its environment began with.
/// </summary>
internal static class Descendants
{
    /// <summary>The variable with the mark.</summary>
    public const string Variable = "EVENTEDGE_INSTANCE";

    private static int _marks;

    /// <summary>Begins the marks of this process, which no other has.</summary>
    public static string Run { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>A mark for one worker.</summary>
    public static string NewMark() => $"{Run}.{Interlocked.Increment(ref _marks)}";

    /// <summary>Ends every process of a mark, at once and without appeal. Ones that fork meanwhile are found in the next round.</summary>
    public static void End(string mark)
    {
        var text = Encoding.UTF8.GetBytes($"{Variable}={mark}\0");
        var ended = new HashSet<int>();
        while (Find(text).Where(ended.Add).ToList() is { Count: > 0 } found) found.ForEach(ProcessGroup.Kill);
    }

    private static IEnumerable<int> Find(byte[] text)
    {
        if (!Directory.Exists("/proc")) yield break;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var process) && Carries(Path.Combine(folder, "environ"), text)) yield return process;
        }
    }

    private static bool Carries(string file, byte[] text)
    {
        try
        {
            return File.ReadAllBytes(file).AsSpan().IndexOf(text) >= 0;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or belongs to somebody else.
            return false;
        }
    }
}
