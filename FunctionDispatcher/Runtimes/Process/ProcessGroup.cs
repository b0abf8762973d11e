using System.Runtime.InteropServices;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>Stops a worker together with every process it started.</summary>
internal static partial class ProcessGroup
{
    private const int KillSignal = 9;

    /// <summary>
    /// Ends the group that a worker leads and, on another thread, what has left the group: it may hold the output open, on which the thread
    /// that follows the worker waits.
    /// </summary>
    public static void Stop(System.Diagnostics.Process leader, InstanceMark mark)
    {
        Stop(leader);
        _ = Task.Run(() => Descendants.End(mark));
    }

    /// <summary>Ends the group that a worker leads, at once and without appeal. A group that is gone already is fine.</summary>
    private static void Stop(System.Diagnostics.Process leader)
    {
        if (ProcessCommand.LeadsGroup) _ = Signal(-leader.Id, KillSignal);
        try
        {
            leader.Kill(entireProcessTree: !ProcessCommand.LeadsGroup);
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended, which is all that was wanted.
        }
    }

    /// <summary>Ends one process at once. One that has ended already is fine.</summary>
    public static void Kill(int process) => _ = Signal(process, KillSignal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int processOrGroup, int signal);
}
