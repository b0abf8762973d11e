using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>What happens to RabbitMQ.</summary>
internal static class BrokerFaults
{
    private const string Queue = "eventedge.ingest.normal";
    private static readonly TimeSpan CountPause = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(15);

    public static async Task<bool> KillAsync(TorturePlant plant)
    {
        await plant.RabbitMq.KillAsync();
        await plant.RabbitMq.StartAsync();
        return true;
    }

    public static async Task<bool> StopAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        await plant.RabbitMq.StopAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(3000)), TimeProvider.System, stop);
        await plant.RabbitMq.StartAsync();
        return true;
    }

    public static async Task<bool> PauseAsync(TorturePlant plant, Random random, CancellationToken stop)
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

    /// <summary>The broker finds memory short and stops reading from publishers.</summary>
    public static Task<bool> MemoryAlarmAsync(TorturePlant plant, Random random, CancellationToken stop) =>
        AlarmAsync(plant, ["set_vm_memory_high_watermark", "absolute", "1MB"], ["set_vm_memory_high_watermark", "0.5"], random, stop);

    /// <summary>The broker finds its disk short and stops reading from publishers.</summary>
    public static Task<bool> DiskAlarmAsync(TorturePlant plant, Random random, CancellationToken stop) =>
        AlarmAsync(plant, ["set_disk_free_limit", "1000000GB"], ["set_disk_free_limit", "512MB"], random, stop);

    /// <summary>
    /// The queues are deleted behind the back of an edge that goes on publishing. What they hold would be lost with them, whoever made
    /// them: the edge stands still until they are empty.
    /// </summary>
    public static async Task<bool> DeleteQueuesAsync(TorturePlant plant, CancellationToken stop)
    {
        plant.Edge.Signal(Signals.Stop);
        try
        {
            return await AreEmptyAsync(plant, stop) && await DeleteAsync(plant);
        }
        finally
        {
            plant.Edge.Signal(Signals.Continue);
        }
    }

    private static async Task<bool> DeleteAsync(TorturePlant plant)
    {
        var deleted = 0;
        for (var partition = 0; partition < 2; partition++)
        {
            if ((await plant.RabbitMq.ControlAsync("delete_queue", $"{Queue}.{partition}")).Contains("deleted", StringComparison.Ordinal))
                deleted++;
        }

        return deleted > 0;
    }

    private static async Task<bool> AreEmptyAsync(TorturePlant plant, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        // The broker counts anew every five seconds only: what it took just before the edge stood still may not be counted yet.
        long? empty = null;
        while (TimeProvider.System.GetElapsedTime(began) < DrainLimit)
        {
            var lines = (await plant.RabbitMq.ControlAsync("list_queues", "name", "messages", "--no-table-headers", "--silent"))
                .Split('\n');
            var held = lines.Where(line => line.StartsWith(Queue, StringComparison.Ordinal)).ToList();
            empty = held.Count > 0 && held.TrueForAll(line => line.EndsWith("\t0", StringComparison.Ordinal)) ? empty
                ?? TimeProvider.System.GetTimestamp() : null;
            if (empty is { } since && TimeProvider.System.GetElapsedTime(since) > CountPause) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, stop);
        }

        return false;
    }

    private static async Task<bool> AlarmAsync(TorturePlant plant, string[] raise, string[] end, Random random, CancellationToken stop)
    {
        var alarmed = false;
        try
        {
            await plant.RabbitMq.ControlAsync(raise);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1000, 5000)), TimeProvider.System, stop);
            alarmed = (await plant.RabbitMq.ControlAsync("eval", "rabbit_alarm:get_alarms()."))
                .Contains("resource_limit", StringComparison.Ordinal);
        }
        finally
        {
            await plant.RabbitMq.ControlAsync(end);
        }

        return alarmed;
    }
}
