using EventEdge.Contracts.Durability;

namespace EventEdge.EdgeBridge.Standby;

/// <summary>Asks a disk whether a node can start on it.</summary>
public static class DiskProbe
{
    private const int ProbeBytes = 512 * 1024;

    /// <summary>
    /// Why the disk under a data directory takes nothing at the moment: it is full, read-only, or fails. Null when it does, or when no node
    /// has ever run there and the disk is not full: what else is wrong with a new directory, a person has to mend.
    /// </summary>
    public static string? Refusal(string dataDirectory)
    {
        if (!HasRun(dataDirectory) && !IsFull(dataDirectory)) return null;
        var probe = Path.Combine(dataDirectory, "probe");
        try
        {
            DurableFile.Replace(probe, new byte[ProbeBytes]);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.Message;
        }
        finally
        {
            TryDelete(probe);
        }
    }

    /// <summary>Whether a node has run in a directory, so that there may be something to send.</summary>
    public static bool HasRun(string dataDirectory) => Directory.Exists(Path.Combine(dataDirectory, "outbox"));

    private static bool IsFull(string dataDirectory)
    {
        try
        {
            return Directory.Exists(dataDirectory) && new DriveInfo(Path.GetFullPath(dataDirectory)).AvailableFreeSpace < ProbeBytes;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static void TryDelete(string probe)
    {
        try
        {
            File.Delete(probe);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The next probe takes its place.
        }
    }
}
