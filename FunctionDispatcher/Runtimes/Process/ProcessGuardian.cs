using System.ComponentModel;
using System.Diagnostics;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// A shell that outlives this process by a moment: when the pipe to it closes, however that came about, it ends what the functions'
/// processes have left behind. One for the whole process, started before the first worker.
/// </summary>
internal static class ProcessGuardian
{
    private const string Script =
        """
        exec >/dev/null 2>&1
        while read -r line; do :; done
        for round in 1 2 3; do
          for file in $(grep -lsF "$1=$2." /proc/[0-9]*/environ; grep -lsE "^Max file locks +[0-9]+ +$3[0-9]{6} " /proc/[0-9]*/limits); do
            process=${file#/proc/}
            kill -9 "${process%%/*}"
          done
        done
        """;

    private static readonly Lazy<System.Diagnostics.Process?> Guardian = new(Start);

    /// <summary>Starts it, the first time.</summary>
    public static void Ensure() => _ = Guardian.Value;

    private static System.Diagnostics.Process? Start()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var start = new ProcessStartInfo(
            ProcessCommand.LeadsGroup ? "setsid" : "/bin/sh")
        { UseShellExecute = false, RedirectStandardInput = true };
        if (ProcessCommand.LeadsGroup) start.ArgumentList.Add("/bin/sh");
        foreach (var word in (string[])["-c", Script, "sh", Descendants.Variable, Descendants.Run, Descendants.LocksOfRun])
            start.ArgumentList.Add(word);
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        if (path is not null) start.Environment["PATH"] = path;
        start.WorkingDirectory = "/";
        try
        {
            return System.Diagnostics.Process.Start(start);
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            // Without it, what a killed node's functions left behind stays until its container or unit ends.
            return null;
        }
    }
}
