using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Tests.Storage;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>Giving space back, and what happens when there is none.</summary>
public sealed class OutboxSpaceTests : OutboxFixture
{
    [Fact]
    public async Task Cursors_outlive_the_records_they_came_with()
    {
        var old = new BindingIdentity("old", "1111111111111111");
        await using (var outbox = Open())
        {
            outbox.Commit(old, 42, DeliveryClass.Bulk, [], Cancellation);
            for (var index = 0; index < 30; index++) Commit(outbox, 100 + index, DeliveryClass.Bulk, points: 100);
            await outbox.FlushAsync(Cancellation);
            AcknowledgeAll(outbox, DeliveryClass.Bulk);
            var before = outbox.Depth.Bytes;
            Time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(outbox.Depth.Bytes < before);
        }

        await using var again = Open();
        Assert.Equal(42, again.CursorOf("old", "1111111111111111"));
        Assert.Equal(129, again.CursorOf(Some.Binding.Name, Some.Binding.Version));
    }

    [Fact]
    public async Task Acknowledgements_are_written_at_most_once_an_interval()
    {
        await using var outbox = Open();
        for (var index = 0; index < 50; index++) Commit(outbox, index);
        await outbox.FlushAsync(Cancellation);
        var renames = Disk.Counts[DiskOperation.Rename];
        for (var sequence = 1; sequence <= 50; sequence++) outbox.Acknowledge(DeliveryClass.Normal, sequence);
        Assert.Equal(renames, Disk.Counts[DiskOperation.Rename]);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(renames + 1, Disk.Counts[DiskOperation.Rename]);
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(renames + 1, Disk.Counts[DiskOperation.Rename]);
    }

    [Fact]
    public async Task On_a_fullDisk_the_reserve_lets_an_acknowledgement_free_space()
    {
        await using var outbox = Open();
        for (var index = 0; index < 30; index++) Commit(outbox, index, points: 100);
        await outbox.FlushAsync(Cancellation);
        var before = outbox.Depth.Bytes;
        Disk.Before = (operation, _) =>
        {
            if (operation == DiskOperation.Create && Disk.Names.Contains("/data/outbox/reserve"))
                throw new IOException("No space left on device");
        };
        AcknowledgeAll(outbox, DeliveryClass.Normal);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(outbox.Depth.Bytes < before);
        Assert.Contains("/data/outbox/reserve", Disk.Names);
    }

    [Fact]
    public async Task A_position_that_cannot_be_written_is_tried_again_and_frees_no_space_before()
    {
        await using var outbox = Open();
        for (var index = 0; index < 30; index++) Commit(outbox, index, points: 100);
        await outbox.FlushAsync(Cancellation);
        AcknowledgeAll(outbox, DeliveryClass.Normal);
        var before = outbox.Depth.Bytes;
        Disk.FailNth(DiskOperation.Rename, 1, permanent: true);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(before, outbox.Depth.Bytes);
        Disk.Before = (_, _) => { };
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(outbox.Depth.Bytes < before);
    }

    [Fact]
    public async Task At_the_limit_committing_waits_until_an_acknowledgement_frees_space_and_theDisk_never_exceeds_it()
    {
        await using var outbox = Open();
        var filler = Task.Run(() =>
        {
            for (var index = 1; index <= 1000; index++) Commit(outbox, index, points: 20);
        }, Cancellation);
        for (var acknowledged = 0L; acknowledged < 1000;)
        {
            await LogCrashTests.WaitUntil(() => outbox.IsFull || filler.IsCompleted);
            Assert.InRange(Disk.Names.Sum(name => (long)Disk.Content(name).Length), 0, OutboxOptions.SmallestHardLimitBytes + 4096);
            if (outbox.TryNext(DeliveryClass.Normal, 2000) is not { } batch) continue;
            Assert.Equal(acknowledged + 1, batch.FirstSequence);
            acknowledged = batch.LastSequence;
            outbox.Acknowledge(DeliveryClass.Normal, acknowledged);
        }

        await filler;
    }

    [Fact]
    public async Task A_commit_that_waits_for_room_can_be_cancelled_and_leaves_nothing_behind()
    {
        await using var outbox = Open();
        while (!outbox.IsFull)
        {
            Commit(outbox, 1, points: 50);
            await outbox.FlushAsync(Cancellation);
        }

        var records = outbox.Depth.Records;
        using var cancelled = new CancellationTokenSource();
        var waiting = Task.Run(() => outbox.Commit(Some.Binding, 2, DeliveryClass.Alarm, Some.Points(1), cancelled.Token), Cancellation);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(records, outbox.Depth.Records);
    }
}
