using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>What happens to the servers around us, and to the disk.</summary>
internal static class ServerFaults
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    public static async Task<bool> KillRabbitAsync(TorturePlant plant)
    {
        await plant.RabbitMq.KillAsync();
        await plant.RabbitMq.StartAsync();
        return true;
    }

    public static async Task<bool> StopRabbitAsync(TorturePlant plant, CancellationToken stop)
    {
        Signals.SendToTree(plant.RabbitMq.ProcessId!.Value, Signals.Terminate);
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, stop);
        return await KillRabbitAsync(plant).WaitAsync(StopLimit + StopLimit, TimeProvider.System, stop);
    }

    public static async Task<bool> PauseRabbitAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var process = plant.RabbitMq.ProcessId!.Value;
        Signals.SendToTree(process, Signals.Stop);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(random.Next(2, 8)), TimeProvider.System, stop);
        }
        finally
        {
            Signals.SendToTree(process, Signals.Continue);
        }

        return true;
    }

    public static async Task<bool> KillStoreAsync(TorturePlant plant)
    {
        await plant.Influx.KillAsync();
        await plant.Influx.StartAsync();
        return true;
    }

    public static async Task<bool> FillDiskAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        if (!plant.EdgeDisk.IsMounted) return false;
        try
        {
            plant.EdgeDisk.Fill();
            await Task.Delay(TimeSpan.FromSeconds(random.Next(2, 8)), TimeProvider.System, stop);
        }
        finally
        {
            plant.EdgeDisk.Release();
        }

        return true;
    }
}
