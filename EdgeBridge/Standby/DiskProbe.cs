using EventEdge.Contracts.Durability;

namespace EventEdge.EdgeBridge.Standby;

/// <summary>Asks a disk whether a node can start on it.</summary>
public static class DiskProbe
{
    private const int ProbeBytes = 512 * 1024;

    /// <summary>
    /// Why the disk under a data directory takes nothing at the moment: it is full, read-only, or fails. Null when it does, or when no node has ever run
    /// there, so that nothing waits for it.
    /// </summary>
    public static string? Refusal(string dataDirectory)
    {
        if (!Directory.Exists(Path.Combine(dataDirectory, "outbox"))) return null;
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
