using System.Globalization;
using System.Runtime.InteropServices;

namespace EventEdge.Torture.Plant;

/// <summary>Signals to a process and everything it has started.</summary>
internal static class Signals
{
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void SendToTree(int process, int signal)
    {
        foreach (var child in Children(process)) SendToTree(child, signal);
        _ = Kill(process, signal);
    }

    private static int[] Children(int process)
    {
        try
        {
            return
            [
                .. Directory.GetDirectories($"/proc/{process}/task")
                    .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return [];
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
