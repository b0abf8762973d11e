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

    private static IEnumerable<int> Children(int process)
    {
        foreach (var task in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            foreach (var child in File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                yield return int.Parse(child, CultureInfo.InvariantCulture);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
