using EventEdge.Torture.Check;
using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults.Forks;

/// <summary>
/// Histories of an edge that part: an old copy of its data directory is put back, a copy of it runs beside it, or another edge has its
/// name. Nobody's results may be taken for repetitions of the other's. What was acknowledged after the copy was made is lost with the disk
/// that held it, and a copy that runs beside ends the windows that were open as it sees them: only those windows are excused.
/// </summary>
internal static class EdgeForks
{
    private const string TwoSenders = "two edges call themselves by this name";
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(60);

    /// <summary>Stops, is copied, goes on for a while, and is put back to the copy.</summary>
    public static async Task<bool> RestoredAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var backup = plant.File("edge.backup");
        await StopAsync(plant.Edge, random);
        await Copies.CopyAsync(plant.EdgeDisk.Path, backup);
        var copied = Acknowledged(plant);
        await plant.Edge.StartAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1000, 6000)), TimeProvider.System, stop);
        await StopAsync(plant.Edge, random);
        await Copies.CopyAsync(backup, plant.EdgeDisk.Path);
        Excuse(plant, copied);
        plant.Expected.RefusalsMayRepeat = true;
        await plant.Edge.StartAsync();
        return true;
    }

    /// <summary>A copy runs beside it for a while, on a machine without sensors.</summary>
    public static async Task<bool> ClonedAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var copy = plant.File("edge.clone");
        await StopAsync(plant.Edge, random);
        await Copies.CopyAsync(plant.EdgeDisk.Path, copy);
        Excuse(plant, Acknowledged(plant));
        plant.Expected.RefusalsMayRepeat = true;
        plant.Expected.Pardon(TwoSenders);
        await plant.Edge.StartAsync();
        await using var clone = plant.NewEdge(Series.Edge, copy);
        await clone.StartAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2000, 8000)), TimeProvider.System, stop);
        return true;
    }

    /// <summary>Another edge, with a data directory and sensors of its own, has the same name for a while.</summary>
    public static async Task<bool> NamesakeAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        plant.Expected.Pardon(TwoSenders);
        var namesake = plant.Others.FirstOrDefault(other => other.Node == Series.Edge);
        if (namesake is null) namesake = await plant.AddOtherAsync(Series.Edge, 'd');
        else await namesake.Process.StartAsync();
        await namesake.SendAsync(TimeSpan.FromMilliseconds(random.Next(2000, 6000)), stop);
        if (random.Next(2) == 0) await namesake.Process.RestartAsync();
        var isDrained = await namesake.DrainsAsync(DrainLimit, stop);
        await namesake.Process.TerminateAsync();
        plant.Expected.Saw("an edge of another's name sends everything on", isDrained ? null : "its results stayed behind");
        plant.Expected.Claim("windows of an edge of another's name", namesake.DepartureAsync);
        plant.Expected.Claim("the ledger tells of another numbering under the name", () => TellsOfBothAsync(plant));
        return isDrained;
    }

    // One who comes, and goes before the other's turn has come often, may be a new data directory for all the cloud can know.
    private static async Task<string?> TellsOfBothAsync(TorturePlant plant)
    {
        var ledger = await Ledger.ReadAsync(plant.EdgeDisk.Path, plant.CloudData);
        return ledger.Report(TwoSenders) || ledger.Report("the node began a new numbering")
            || ledger.Report("the node went back to a numbering") ? null : "it does not";
    }

    private static async Task StopAsync(NodeProcess node, Random random)
    {
        if (random.Next(2) == 0) await node.TerminateAsync();
        await node.KillAsync();
    }

    private static Dictionary<string, long> Acknowledged(TorturePlant plant) =>
        plant.Readers.ToDictionary(sensor => sensor.Device, sensor => sensor.Acknowledged);

    private static void Excuse(TorturePlant plant, Dictionary<string, long> since)
    {
        foreach (var sensor in plant.Readers) plant.Expected.Excuses.Add(sensor.Device, since[sensor.Device], sensor.Made);
    }
}
