using EventEdge.Torture.Network;
using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>The ends of our own processes.</summary>
internal static class Crashes
{
    private static readonly TimeSpan FuseLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FillLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan UnderLoad = TimeSpan.FromSeconds(4);

    public static async Task<bool> KillAsync(NodeProcess node, Random random, CancellationToken stop)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(800)), TimeProvider.System, stop);
        await node.KillAsync();
        await node.StartAsync();
        return true;
    }

    /// <summary>Two ends: the present life's, and that of one which burns at the place.</summary>
    public static Task<bool> AtAsync(NodeProcess node, Place place, Random random, CancellationToken stop) =>
        AtAsync(node, place, FuseLimit, random, stop);

    /// <summary>The same where results lose resolution, because the uplink is cut until the outbox is nearly full.</summary>
    public static async Task<bool> WhileDownsamplingAsync(TorturePlant plant, Place place, Random random, CancellationToken stop)
    {
        plant.Uplink.Become(LinkMode.Cut);
        try
        {
            var burnt = await AtAsync(plant.Edge, place, FillLimit, random, stop);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5000)), TimeProvider.System, stop);
            return burnt;
        }
        finally
        {
            plant.Uplink.Become(LinkMode.Open);
        }
    }

    private static async Task<bool> AtAsync(NodeProcess node, Place place, TimeSpan limit, Random random, CancellationToken stop)
    {
        await node.KillAsync();
        node.StartWithFuse(place.Name, random.Next(place.How.VisitLimit) + 1);
        var burnt = await node.BurntAsync(limit, stop);
        if (!burnt) await node.KillAsync();
        await node.StartAsync();
        return burnt;
    }

    /// <summary>Dies while it stops in good order.</summary>
    public static async Task<bool> InStopAsync(NodeProcess node, Place place, Random random, CancellationToken stop)
    {
        await node.KillAsync();
        node.StartWithFuse(place.Name, random.Next(place.How.VisitLimit) + 1);
        await Task.Delay(UnderLoad, TimeProvider.System, stop);
        await node.TerminateAsync();
        var burnt = await node.BurntAsync(TimeSpan.Zero, stop);
        await node.StartAsync();
        return burnt;
    }

    public static async Task<bool> TerminateAsync(NodeProcess node)
    {
        var code = await node.TerminateAsync();
        await node.StartAsync();
        return code == 0;
    }
}
