using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>What happens to the edge's clock and disk while it runs. Each is true only if the process has met it.</summary>
internal static class MachineFaults
{
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);

    public static async Task<bool> MoveClockAsync(TorturePlant plant, TimeSpan offset, Random random, CancellationToken stop)
    {
        var machine = plant.Machine;
        var before = machine.MovedReadings;
        machine.MoveClock(offset);
        await LetGoOnAsync(random, () => machine.MoveClock(TimeSpan.Zero), stop);
        return machine.MovedReadings > before;
    }

    /// <summary>The clock is wrong from the first moment of a life, as on a machine without a battery.</summary>
    public static async Task<bool> StartWithClockAsync(TorturePlant plant, TimeSpan offset, Random random, CancellationToken stop)
    {
        await plant.Edge.KillAsync();
        plant.Machine.MoveClock(offset);
        await plant.Edge.StartAsync();
        return await MoveClockAsync(plant, offset, random, stop);
    }

    public static async Task<bool> SlowSyncAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var machine = plant.Machine;
        var before = machine.SlowSyncs;
        machine.SlowSync(TimeSpan.FromMilliseconds(random.Next(100, 1000)));
        await LetGoOnAsync(random, () => machine.SlowSync(TimeSpan.Zero), stop);
        return machine.SlowSyncs > before;
    }

    /// <summary>Some syncs fail, or all, for a while.</summary>
    /// <exception cref="InvalidOperationException">The edge did not go on by itself.</exception>
    public static async Task<bool> FailSyncsAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var machine = plant.Machine;
        var before = machine.FailedSyncs;
        machine.FailSyncs(random.Next(4) == 0 ? 100 : random.Next(5, 60));
        await LetGoOnAsync(random, () => machine.FailSyncs(0), stop);
        if (!await plant.Edge.BecomesReadyAsync(RecoveryLimit))
            throw new InvalidOperationException($"no recovery from failing syncs\n{plant.Edge.LastWords}");
        return machine.FailedSyncs > before;
    }

    /// <summary>The disk becomes read-only and writable again.</summary>
    /// <exception cref="InvalidOperationException">The edge did not go on by itself.</exception>
    public static async Task<bool> ReadOnlyAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var machine = plant.Machine;
        if (!plant.EdgeDisk.IsMounted) return false;
        var before = machine.RefusedWrites;
        machine.BecomeReadOnly(true);
        await LetGoOnAsync(random, () => machine.BecomeReadOnly(false), stop);
        if (!await plant.Edge.BecomesReadyAsync(RecoveryLimit))
            throw new InvalidOperationException($"no recovery from a read-only disk\n{plant.Edge.LastWords}");
        return machine.RefusedWrites > before;
    }

    /// <summary>The file system is read-only when the edge starts: it must say so and wait, and go on once it is writable.</summary>
    public static async Task<bool> ReadOnlyAtStartAsync(TorturePlant plant)
    {
        await plant.Edge.KillAsync();
        if (!plant.EdgeDisk.IsMounted || !await plant.EdgeDisk.RemountAsync(readOnly: true))
        {
            await plant.Edge.StartAsync();
            return false;
        }

        var waits = await plant.Edge.StandsByAsync(RecoveryLimit);
        await plant.EdgeDisk.RemountAsync(readOnly: false);
        if (!await plant.Edge.BecomesReadyAsync(RecoveryLimit))
            throw new InvalidOperationException($"no start once the disk was writable\n{plant.Edge.LastWords}");
        return waits;
    }

    private static async Task LetGoOnAsync(Random random, Action repair, CancellationToken stop)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2000, 6000)), TimeProvider.System, stop);
        }
        finally
        {
            repair();
        }
    }
}
