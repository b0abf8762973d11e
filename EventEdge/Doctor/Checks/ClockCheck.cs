using System.Runtime.InteropServices;
using EventEdge.FunctionDispatcher.Explanation.Words;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether the machine's clock was ever set, and somebody keeps it.</summary>
internal sealed partial class ClockCheck : IDoctorCheck
{
    private const string Name = "clock";
    private const int NotSynchronised = 5; // TIME_ERROR
    private const int BytesOfState = 512;
    private static readonly DateTimeOffset Plausible = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation)
    {
        var now = patient.Shell.Time.GetUtcNow();
        if (now < Plausible)
        {
            return Task.FromResult<IReadOnlyList<Finding>>([new(Name, FindingState.Failed,
                $"the clock shows {InWords.Second(now)}: it was never set", "give the machine a time server, or a battery for its clock")]);
        }

        return Task.FromResult<IReadOnlyList<Finding>>([Kept(now)]);
    }

    private static Finding Kept(DateTimeOffset now)
    {
        var shown = $"the clock shows {InWords.Second(now)}";
        if (!OperatingSystem.IsLinux()) return new(Name, FindingState.Ok, shown);
        return State() == NotSynchronised
            ? new(Name, FindingState.Warning, $"{shown}, and no time service keeps it", "start one, such as systemd-timesyncd or chrony")
            : new(Name, FindingState.Ok, $"{shown}, and a time service keeps it");
    }

    // Asked to change nothing, the system tells how its clock is.
    private static int State()
    {
        Span<byte> state = stackalloc byte[BytesOfState];
        state.Clear();
        return AskClock(ref MemoryMarshal.GetReference(state));
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AskClock(ref byte state);
}
