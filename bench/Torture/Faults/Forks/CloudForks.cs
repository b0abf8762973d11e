using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults.Forks;

/// <summary>
/// The cloud's ledger is put back to an older copy. What the store holds stays, and nothing may be missed that is only not in the ledger.
/// </summary>
internal static class CloudForks
{
    public static async Task<bool> RestoredAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var backup = plant.File("cloud.backup");
        await StopAsync(plant.Cloud, random);
        await Copies.CopyAsync(plant.CloudData, backup);
        await plant.Cloud.StartAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1000, 6000)), TimeProvider.System, stop);
        await StopAsync(plant.Cloud, random);
        await Copies.CopyAsync(backup, plant.CloudData);
        await plant.Cloud.StartAsync();
        return true;
    }

    private static async Task StopAsync(NodeProcess node, Random random)
    {
        if (random.Next(2) == 0) await node.TerminateAsync();
        await node.KillAsync();
    }
}
