using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EventEdge.Measure.Latency;

/// <summary>
/// Waits for moments of the monotonic clock with the kernel's own precision: a timer of the runtime is a millisecond late, which is more
/// than what is measured. Linux.
/// </summary>
internal static partial class Pace
{
    private const int MonotonicClock = 1;
    private const int Absolute = 1;
    private const int SetTimerSlack = 29;

    /// <summary>Nanoseconds of the monotonic clock.</summary>
    public static long Now => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    /// <summary>The calling thread asks not to be woken late for the sake of saving power.</summary>
    public static void BePunctual() => _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>Blocks the calling thread until <see cref="Now"/> reaches a moment.</summary>
    public static void WaitUntil(long nanoseconds)
    {
        var moment = new Moment(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
        while (Now < nanoseconds) _ = Nap(MonotonicClock, Absolute, moment, 0);
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int Nap(int clock, int flags, in Moment until, nint rest);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Moment(long Seconds, long Nanoseconds);
}
