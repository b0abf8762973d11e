using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Tests.Storage;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>The power goes at every single operation by which passes change the disk.</summary>
public sealed class DownsamplingCrashTests : DownsamplingFixture
{
    private const int Waiting = 90;
    private const double SoonPressed = 0.05;
    private const long EndedAt = 7;

    // Its only record lies in what is merged first, so afterwards nothing but a block knows its cursor.
    private static readonly BindingIdentity Ended = new("ended", "00112233aabbccdd");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_power_cut_at_any_operation_leaves_the_old_records_or_the_merged_ones_and_the_ledger_right(int seed)
    {
        var random = new Random(seed);
        var moment = 1;
        while (await IsMetAsync(moment, random)) moment++;
        // Blocks of both levels, each with its file, its name, and the segments and blocks it replaces.
        Assert.InRange(moment, 20, 500);
    }

    [Fact]
    public async Task Records_are_kept_until_the_name_of_the_block_that_replaces_them_is_durable()
    {
        var disk = new SimulatedDisk();
        var (version, cursor) = await FillAsync(disk);
        var outbox = Open(disk, soft: SoonPressed);
        disk.Before = (operation, path) =>
        {
            if (operation == DiskOperation.SyncDirectory && path.EndsWith("coarse", StringComparison.Ordinal))
                throw new IOException($"simulated: {path}");
        };
        await outbox.RelieveAsync();
        Assert.Contains(disk.Names, name => name.EndsWith(".block", StringComparison.Ordinal));
        outbox.Acknowledge(DeliveryClass.Normal, outbox.HighestAcknowledged(DeliveryClass.Normal));
        await outbox.DisposeAsync();

        disk.CutPower(() => false);
        await using var again = Open(disk, soft: 1);
        AssertComplete(again, version, cursor);
    }

    private async Task<bool> IsMetAsync(int moment, Random random)
    {
        var disk = new SimulatedDisk();
        var (version, cursor) = await FillAsync(disk);
        var outbox = Open(disk, soft: SoonPressed);
        var wasMet = FailFrom(disk, moment);
        await outbox.RelieveAsync();
        var met = wasMet();
        disk.CutPower(() => random.Next(2) == 0);
        await outbox.DisposeAsync();

        PointTally tally;
        await using (var again = Open(disk, soft: moment % 2 == 0 ? 1 : SoonPressed))
        {
            await again.RelieveAsync();
            tally = AssertComplete(again, version, cursor);
        }

        await using var third = Open(disk);
        Assert.Equal((0, tally), (third.Depth.Points, third.TallyOf("press", version)));
        return met;
    }

    private static PointTally AssertComplete(ResultOutbox again, string version, long cursor)
    {
        Assert.Equal(EndedAt, again.CursorOf(Ended.Name, Ended.Version));
        Assert.Equal(cursor, again.CursorOf("press", version));
        var tally = again.TallyOf("press", version);
        var points = Drain(again);
        AssertNothingIsMissing(points, Devices, Waiting);
        Assert.Equal(Devices * Waiting, points.Count + tally.Merged);
        Assert.Equal(tally, again.TallyOf("press", version));
        return tally;
    }

    private async Task<(string Version, long Cursor)> FillAsync(SimulatedDisk disk)
    {
        await using var outbox = Open(disk, soft: 1);
        outbox.Commit(Ended, EndedAt, DeliveryClass.Normal, [], Cancellation);
        using var plant = new Plant(outbox, Devices);
        plant.Run(0, Waiting);
        await outbox.FlushAsync(Cancellation);
        return (plant.Version, outbox.CursorOf("press", plant.Version));
    }

    /// <summary>From the n-th change on, the disk does nothing any more; tells whether it came to that.</summary>
    internal static Func<bool> FailFrom(SimulatedDisk disk, int moment)
    {
        var seen = 0;
        disk.Before = (operation, path) =>
        {
            var changes = operation is DiskOperation.Create or DiskOperation.Write or DiskOperation.Sync or DiskOperation.Rename
                or DiskOperation.Unlink or DiskOperation.SyncDirectory;
            if (changes) seen++;
            if (seen >= moment) throw new IOException($"simulated: {operation} {path}");
        };
        return () => seen >= moment;
    }
}
