using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>What happens to the store, and to the room on the edge's disk.</summary>
internal static class ServerFaults
{
    private const long NoCapacity = 1 << 20;
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMilliseconds(500);

    public static async Task<bool> KillStoreAsync(TorturePlant plant)
    {
        await plant.Store.KillAsync();
        await plant.Store.StartAsync();
        return true;
    }

    public static async Task<bool> StopStoreAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        await plant.Store.StopAsync();
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 5000)), TimeProvider.System, stop);
        }
        finally
        {
            await plant.Store.StartAsync();
        }

        return true;
    }

    /// <summary>Readings whose field the store knows with another type: it refuses their lines, in the middle of good ones.</summary>
    public static async Task<bool> RefuseLinesAsync(TorturePlant plant, CancellationToken stop)
    {
        await plant.Store.ProvokeRefusalAsync(plant.Origin);
        var sensor = plant.AddRefused();
        using var enough = new CancellationTokenSource(RefusedFor);
        await sensor.RunAsync(enough.Token, stop);
        return sensor.Acknowledged > 0;
    }

    public static async Task<bool> FillDiskAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        if (!plant.EdgeDisk.IsMounted) return false;
        try
        {
            plant.EdgeDisk.Fill();
            await Task.Delay(TimeSpan.FromSeconds(random.Next(2, 8)), TimeProvider.System, stop);
            return plant.EdgeDisk.FreeBytes < NoCapacity;
        }
        finally
        {
            plant.EdgeDisk.Release();
        }
    }
}
