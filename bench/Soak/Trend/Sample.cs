using System.Globalization;
namespace EventEdge.Soak.Trend;

/// <summary>The node's process at one moment, right after a full collection.</summary>
/// <param name="Messages">Messages taken so far.</param>
/// <param name="Heap">Bytes of live objects.</param>
/// <param name="Resident">Bytes of resident memory that are the process's own.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
internal sealed record Sample(long Messages, double Heap, double Resident, double Handles, double Threads)
{
    /// <summary>Collects, and looks at this process.</summary>
    public static Sample Take(long messages)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        return new(messages, GC.GetTotalMemory(forceFullCollection: false), Own(), Directory.GetFiles("/proc/self/fd").Length,
            Directory.GetDirectories("/proc/self/task").Length);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Messages / 1e6,8:0.00} M messages  heap {Heap / (1 << 20),7:0.00} MiB  own memory {Resident / (1 << 20),7:0.0} MiB  "
            + $"{Handles} handles  {Threads} threads");

    private static double Own()
    {
        var lines = File.ReadLines("/proc/self/status")
            .Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal));
        return lines.Sum(line => double.Parse(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture)) * 1024;
    }
}
