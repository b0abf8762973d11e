using EventEdge.Hosting.Process;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether the system lets a node open as many files and connections as it may need.</summary>
internal sealed class FileLimitCheck : IDoctorCheck
{
    private const string Name = "open files";

    public Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Finding>>([OpenFiles.Shortage(isNode: true) is { } shortage
            ? new(Name, FindingState.Warning, shortage, "raise the limit: LimitNOFILE of the service, or ulimit -n")
            : new(Name, FindingState.Ok, OpenFiles.Limit is { } limit ? $"{limit:N0} may be open at once" : "there is no limit")]);
}
