using System.Diagnostics;
using System.Globalization;

namespace EventEdge.Demo;

/// <summary>What the operating system says of this process.</summary>
internal static class ProcessFigures
{
    /// <summary>Time since the process began, its start-up included.</summary>
    public static TimeSpan Age(TimeProvider time)
    {
        using var self = Process.GetCurrentProcess();
        return time.GetUtcNow() - self.StartTime.ToUniversalTime();
    }

    /// <summary>Largest resident memory so far, bytes. On Linux the kernel's own high-water mark, elsewhere what .NET knows.</summary>
    public static long PeakResidentBytes()
    {
        if (HighWaterKilobytes() is { } kilobytes) return kilobytes * 1024;
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    private static long? HighWaterKilobytes()
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status)) return null;
        var line = File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var digits = line?.Where(char.IsAsciiDigit).ToArray();
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes : null;
    }
}
