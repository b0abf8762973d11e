using System.Runtime.InteropServices;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>What tells the processes of one worker from all others.</summary>
/// <param name="Text">Value of <see cref="Descendants.Variable"/> in their environment.</param>
/// <param name="Locks">Their limit of file locks.</param>
internal sealed partial record InstanceMark(string Text, long Locks)
{
    private const int LocksLimit = 10;

    /// <summary>
    /// Gives it to a worker that has not begun yet. Where the system refuses, because there is such a limit already or no such call, the
    /// environment alone is marked.
    /// </summary>
    public void Put(int process)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess) return;
        var limit = new Limit { Soft = Locks, Hard = Locks };
        try
        {
            _ = Change(process, LocksLimit, in limit, 0);
        }
        catch (EntryPointNotFoundException)
        {
            // As above.
        }
    }

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int Change(int process, int resource, in Limit limit, nint former);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public long Soft;
        public long Hard;
    }
}
