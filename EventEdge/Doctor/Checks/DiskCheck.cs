using System.Globalization;
using EventEdge.Contracts.Durability;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether the disk keeps what it confirms, how long that takes, and how much room is left.</summary>
internal sealed class DiskCheck : IDoctorCheck
{
    private const string Name = "disk";
    private const int Rounds = 5;
    private const long Little = 1L << 30, TooLittle = 100L << 20;
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(50);

    public Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Finding>>(Directory.Exists(patient.Data) ? [Sync(patient), Room(patient)]
            : [new(Name, FindingState.Skipped, $"there is no data directory {patient.Data} yet: it is made by the first start")]);

    private static Finding Sync(Patient patient)
    {
        var path = Path.Combine(patient.Data, $".doctor-{Guid.NewGuid():N}");
        try
        {
            var times = new List<TimeSpan>();
            using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
            {
                for (var round = 0; round < Rounds; round++)
                {
                    RandomAccess.Write(file, new byte[64], round * 64);
                    var began = patient.Shell.Time.GetTimestamp();
                    DurableFile.Sync(file, path);
                    times.Add(patient.Shell.Time.GetElapsedTime(began));
                }
            }

            return Of(times.Order().ElementAt(Rounds / 2), patient);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new(Name, FindingState.Failed, $"{patient.Data} cannot be written and synced: {refused.Message}",
                "make room, mend the disk, or run as the user whose node it is");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Finding Of(TimeSpan median, Patient patient)
    {
        var shown = string.Create(CultureInfo.InvariantCulture, $"a sync of {patient.Data} takes {median.TotalMilliseconds:0.##} ms");
        if (new DriveInfo(Path.GetFullPath(patient.Data)).DriveFormat == "tmpfs")
            return new(Name, FindingState.Warning, $"{patient.Data} is in memory: a power cut takes all of it", "name a directory on a "
                + "disk (--data)");
        return median < Slow ? new(Name, FindingState.Ok, shown)
            : new(Name, FindingState.Warning, $"{shown}, and each acknowledgement waits for one", "use a disk that syncs faster");
    }

    private static Finding Room(Patient patient)
    {
        var free = new DriveInfo(Path.GetFullPath(patient.Data)).AvailableFreeSpace;
        var shown = $"{free >> 20:N0} MiB are free under {patient.Data}";
        return free < TooLittle ? new(Name, FindingState.Failed, shown, "make room: a full disk takes no messages")
            : new(Name, free < Little ? FindingState.Warning : FindingState.Ok, shown, free < Little ? "make room, or lower "
                + "--outbox-limit" : null);
    }
}
