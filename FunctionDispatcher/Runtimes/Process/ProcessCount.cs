using System.Globalization;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// Keeps a worker from filling the machine with processes: limits of the kernel count all processes of a user, root's never. Who they
/// belong to is looked up only when the machine has got many more.
/// </summary>
internal sealed class ProcessCount(InstanceMark mark)
{
    /// <summary>Most processes of one worker.</summary>
    public const int Limit = 1000;

    private const int Step = 200;
    private const string Load = "/proc/loadavg";

    private int _calm = Tasks() ?? int.MaxValue;

    /// <summary>Looks, and says in one sentence what is too much; null while it is not.</summary>
    public string? Excess()
    {
        if (Tasks() is not { } tasks) return null;
        if (tasks - _calm < Step)
        {
            _calm = Math.Min(_calm, tasks);
            return null;
        }

        if (Descendants.AreMoreThan(Limit, mark)) return $"it started more than {Limit:N0} processes";
        _calm = tasks;
        return null;
    }

    // The fourth word: those that run now, and all.
    private static int? Tasks()
    {
        try
        {
            var words = File.ReadAllText(Load).Split(' ');
            return words.Length > 3
                && int.TryParse(words[3].Split('/')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var tasks) ? tasks : null;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
