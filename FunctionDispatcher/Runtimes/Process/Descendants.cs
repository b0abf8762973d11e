using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// Finds everything that a worker started, however far it went from it: a process that forks twice, leads a session of its own and clears
/// its environment is no child of anybody we know, but carries a mark. There are two: a variable that its environment began with, and its
/// limit of file locks, which Linux has not enforced for twenty years, hands on to every child and lets nobody without privileges raise.
/// </summary>
internal static class Descendants
{
    /// <summary>The variable with the mark.</summary>
    public const string Variable = "EVENTEDGE_INSTANCE";

    private const long InstancesOfRun = 1_000_000;
    private static readonly long Locks = RandomNumberGenerator.GetInt32(100_000, 1_000_000) * InstancesOfRun
        + RandomNumberGenerator.GetInt32((int)InstancesOfRun);

    private static int _marks;

    /// <summary>Begins the marks of this process, which no other has.</summary>
    public static string Run { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Begins the limits of locks of this process's workers; six digits follow.</summary>
    public static string LocksOfRun { get; } = Locks.ToString(CultureInfo.InvariantCulture);

    /// <summary>A mark for one worker.</summary>
    public static InstanceMark NewMark()
    {
        var number = Interlocked.Increment(ref _marks);
        return new($"{Run}.{number}", Locks * InstancesOfRun + number % InstancesOfRun);
    }

    /// <summary>Ends every process of a mark, at once and without appeal. Ones that fork meanwhile are found in the next round.</summary>
    public static void End(InstanceMark mark)
    {
        var (variable, locks) = (VariableOf(mark), LocksOf(mark));
        var ended = new HashSet<int>();
        int before;
        do
        {
            before = ended.Count;
            // Each as soon as it is found: the one that starts the others is the oldest, and looking at thousands takes a second or more.
            foreach (var process in Find(variable, locks).Where(ended.Add)) ProcessGroup.Kill(process);
        }
        while (ended.Count > before);
    }

    /// <summary>Whether more processes than this have a mark.</summary>
    public static bool AreMoreThan(int limit, InstanceMark mark) => Find(VariableOf(mark), LocksOf(mark)).Skip(limit).Any();

    private static byte[] VariableOf(InstanceMark mark) => Encoding.UTF8.GetBytes($"{Variable}={mark.Text}\0");

    private static byte[] LocksOf(InstanceMark mark) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $" {mark.Locks} "));

    private static IEnumerable<int> Find(byte[] variable, byte[] locks)
    {
        if (!Directory.Exists("/proc")) yield break;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var process) || process == Environment.ProcessId) continue;
            if (Carries(Path.Combine(folder, "limits"), locks) || Carries(Path.Combine(folder, "environ"), variable)) yield return process;
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
