using System.Globalization;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Tests.Downsampling;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>Fresh records leave ahead of a backlog, and nothing of either is skipped.</summary>
public sealed class ReplayTests
{
    private const int BacklogLimit = 8;

    private readonly SimulatedDisk _disk = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_short_backlog_leaves_in_order()
    {
        await using var outbox = Open(_disk);
        await CommitAsync(outbox, BacklogLimit);

        Assert.Equal((1, 5), Range(Fresh(outbox)));
        Assert.Null(Backlog(outbox));
    }

    [Fact]
    public async Task Behind_a_long_backlog_the_next_commit_is_the_next_fresh_record()
    {
        await using var outbox = Open(_disk);
        await CommitAsync(outbox, 100);
        Assert.Null(Fresh(outbox));
        await CommitAsync(outbox, 1);

        var fresh = Fresh(outbox);

        Assert.Equal((101, 101), Range(fresh));
        Assert.Equal([(1L, 100L)], fresh!.Deferred);
        Assert.Equal((1, 5), Range(Backlog(outbox)));
    }

    [Fact]
    public async Task A_confirmed_fresh_record_does_not_confirm_what_is_deferred()
    {
        await using var outbox = Open(_disk);
        await SplitAsync(outbox);
        outbox.Acknowledge(DeliveryClass.Normal, Fresh(outbox)!.LastSequence);

        Assert.Equal(0, outbox.HighestAcknowledged(DeliveryClass.Normal));
        Assert.Equal((100L, 100L), (outbox.Depth.Records, outbox.Depth.Points));
    }

    [Fact]
    public async Task Once_the_backlog_has_left_everything_is_acknowledged_and_in_order_again()
    {
        await using var outbox = Open(_disk);
        await SplitAsync(outbox);
        outbox.Acknowledge(DeliveryClass.Normal, Fresh(outbox)!.LastSequence);
        while (Backlog(outbox) is { } batch) outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
        await CommitAsync(outbox, 1);

        Assert.Equal(101, outbox.HighestAcknowledged(DeliveryClass.Normal));
        var next = Fresh(outbox);
        Assert.Equal((102, 102), Range(next));
        Assert.Empty(next!.Deferred);
    }

    [Fact]
    public async Task A_second_outage_holds_back_what_the_first_left_and_its_own()
    {
        await using var outbox = Open(_disk);
        await SplitAsync(outbox);
        outbox.Acknowledge(DeliveryClass.Normal, Fresh(outbox)!.LastSequence);
        outbox.Acknowledge(DeliveryClass.Normal, Backlog(outbox)!.LastSequence);
        outbox.Rewind(DeliveryClass.Normal);
        await CommitAsync(outbox, 50);
        Fresh(outbox);
        await CommitAsync(outbox, 1);

        var fresh = Fresh(outbox);

        Assert.Equal((152, 152), Range(fresh));
        Assert.Equal([(6L, 100L), (102L, 151L)], fresh!.Deferred);
    }

    [Fact]
    public async Task Outages_without_end_make_the_last_of_them_wait_in_order()
    {
        await using var outbox = Open(_disk);
        for (var outage = 0; outage < 40; outage++)
        {
            await SplitAsync(outbox);
            if (Fresh(outbox) is { } batch) outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
            outbox.Rewind(DeliveryClass.Normal);
        }

        var fresh = Fresh(outbox)!;
        Assert.Equal(15, fresh.Deferred.Count);
        Assert.True(fresh.LastSequence < 40 * 101);
    }

    [Fact]
    public async Task A_restart_sends_neither_what_was_confirmed_ahead_nor_less_than_the_rest()
    {
        await using (var outbox = Open(_disk))
        {
            await SplitAsync(outbox);
            outbox.Acknowledge(DeliveryClass.Normal, Fresh(outbox)!.LastSequence);
            outbox.Acknowledge(DeliveryClass.Normal, Backlog(outbox)!.LastSequence);
        }

        await using var again = Open(_disk);

        Assert.Equal((95L, 95L), (again.Depth.Records, again.Depth.Points));
        Assert.Null(Fresh(again));
        Assert.Equal((6, 10), Range(Backlog(again)));
        await CommitAsync(again, 1);
        Assert.Equal((102, 102), Range(Fresh(again)));
    }

    [Fact]
    public async Task Damage_at_the_end_of_a_backlog_does_not_keep_it_open()
    {
        await using (var outbox = Open(_disk))
        {
            for (var round = 0; round < 30; round++) await CommitAsync(outbox, 100);
            Fresh(outbox);
            await CommitAsync(outbox, 1);
            outbox.Acknowledge(DeliveryClass.Normal, Fresh(outbox)!.LastSequence);
            await CommitAsync(outbox, 399);
        }

        _disk.Tamper(SegmentOf(3000), bytes => LogCrashTests.Flip(bytes, bytes.Length / 2));
        await using var again = Open(_disk);
        while ((Fresh(again) ?? Backlog(again)) is { } batch) again.Acknowledge(DeliveryClass.Normal, batch.LastSequence);

        Assert.Equal((0L, 3400L), (again.Depth.Records, again.HighestAcknowledged(DeliveryClass.Normal)));
    }

    [Fact]
    public async Task A_power_cut_at_any_operation_skips_nothing()
    {
        var random = new Random(7);
        var moment = 1;
        while (await IsMetAsync(moment, random)) moment++;
        Assert.InRange(moment, 20, 500);
    }

    private string SegmentOf(long sequence) => _disk.Names
        .Where(name => name.Contains("/normal/", StringComparison.Ordinal) && name.EndsWith(".log", StringComparison.Ordinal))
        .Last(name => long.Parse(Path.GetFileNameWithoutExtension(name), NumberStyles.None, CultureInfo.InvariantCulture) <= sequence);

    private static async Task<bool> IsMetAsync(int moment, Random random)
    {
        var disk = new SimulatedDisk();
        using var gone = new CancellationTokenSource();
        var replay = new ReplayModel(Open(disk), gone.Token);
        var wasMet = DownsamplingCrashTests.FailFrom(disk, moment);
        var fail = disk.Before;
        disk.Before = (operation, path) =>
        {
            try
            {
                fail(operation, path);
            }
            catch (IOException)
            {
                gone.Cancel(); // or a commit would wait for a disk that never comes back
                throw;
            }
        };
        try
        {
            await replay.RunAsync("cccccfcfbAbfAAcccccccccccfcfbAAbAbA");
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // The disk is gone, and with it whatever was not synced.
        }

        var met = wasMet();
        disk.CutPower(() => random.Next(2) == 0);
        await replay.ReopenAsync(() => Open(disk));
        await replay.DrainAsync();
        return met;
    }

    private static async Task SplitAsync(ResultOutbox outbox)
    {
        await CommitAsync(outbox, 100);
        Fresh(outbox);
        await CommitAsync(outbox, 1);
    }

    internal static async Task CommitAsync(ResultOutbox outbox, int records)
    {
        for (var record = 0; record < records; record++) outbox.Commit(Some.Binding, 1, DeliveryClass.Normal, Some.Points(1), Cancellation);
        await outbox.FlushAsync(Cancellation);
    }

    private static OutboxBatch? Fresh(ResultOutbox outbox) => outbox.TryNext(DeliveryClass.Normal, 5);

    private static OutboxBatch? Backlog(ResultOutbox outbox) => outbox.TryNextDeferred(DeliveryClass.Normal, 5);

    private static (long First, long Last)? Range(OutboxBatch? batch) => batch is null ? null : (batch.FirstSequence, batch.LastSequence);

    internal static ResultOutbox Open(SimulatedDisk disk)
    {
        var options = new OutboxOptions
        {
            Directory = "/data/outbox", HardLimitBytes = OutboxOptions.SmallestHardLimitBytes, SoftLimit = 1, BacklogLimit = BacklogLimit,
        };
        return ResultOutbox.Open(options, disk, new FakeTimeProvider(), NullLogger.Instance);
    }
}
