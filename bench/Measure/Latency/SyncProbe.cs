using EventEdge.EdgeBridge.Storage.Files;

namespace EventEdge.Measure.Latency;

/// <summary>What the disk alone takes: a small write and its sync, at the pace at which the latency probe sends.</summary>
internal static class SyncProbe
{
    private const int Writes = 2000;
    private const int RecordBytes = 170;
    private const long Period = 1_000_000;

    /// <summary>Works in a folder, which should be on the disk in question.</summary>
    public static LatencyHistogram Run(string folder)
    {
        using var file = PhysicalLogFiles.Instance.Create(Path.Combine(folder, "sync-probe"), 1 << 20);
        var (histogram, record, start) = (new LatencyHistogram(), new byte[RecordBytes], Pace.Now);
        for (var n = 0; n < Writes; n++)
        {
            Pace.WaitUntil(start + (n * Period));
            var began = Pace.Now;
            file.Write(record, n * RecordBytes);
            file.Sync();
            histogram.Add(Pace.Now - began);
        }

        return histogram;
    }
}
