using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults.Power;

/// <summary>
/// The disk under a real file system loses its power: what the kernel had not written is gone, directory entries and sizes of files
/// included, and of what the disk had not flushed any combination of pages. The edge is killed before, or while the disk dies under it.
/// </summary>
internal static class RealPowerCut
{
    private static readonly double[] Survivals = [0, 0.1, 0.5, 0.9];

    /// <summary>True when something written was lost.</summary>
    public static async Task<bool> InflictAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        if (plant.EdgeDisk.Real is not { } disk) return false;
        // Slow syncs, so that there is always something that waits for one.
        plant.Machine.SlowSync(TimeSpan.FromMilliseconds(random.Next(300)));
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 3000)), TimeProvider.System, stop);
        var (survival, diesFirst) = (Survivals[random.Next(Survivals.Length)], random.Next(3) == 0);
        var agony = TimeSpan.FromMilliseconds(random.Next(1000));
        if (!diesFirst) await plant.Edge.KillAsync();
        var lost = await disk.CutAsync(() => random.NextDouble() < survival, async () =>
        {
            if (diesFirst) await Task.Delay(agony, TimeProvider.System, stop);
            await plant.Edge.KillAsync();
        });
        plant.Machine.SlowSync(TimeSpan.Zero);
        await plant.Edge.StartAsync();
        return lost > 0;
    }
}
