using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Tests.Storage;
using EventEdge.EdgeBridge.Uplink;

namespace EventEdge.EdgeBridge.Tests.Outbox;

public sealed class ResultOutboxTests : OutboxFixture
{
    [Fact]
    public async Task Each_class_has_dense_numbers_of_its_own()
    {
        await using var outbox = Open();
        Assert.Equal(1, Commit(outbox, 10, DeliveryClass.Alarm));
        Assert.Equal(1, Commit(outbox, 11, DeliveryClass.Bulk));
        Assert.Equal(2, Commit(outbox, 12, DeliveryClass.Bulk));
        await outbox.FlushAsync(Cancellation);
        Assert.Equal([1L], Sequences(outbox.TryNext(DeliveryClass.Alarm, 100)));
        Assert.Equal([1L, 2L], Sequences(outbox.TryNext(DeliveryClass.Bulk, 100)));
        Assert.Null(outbox.TryNext(DeliveryClass.Normal, 100));
    }

    [Fact]
    public async Task A_batch_holds_as_many_records_as_its_point_limit_takes_and_at_least_one()
    {
        await using var outbox = Open();
        foreach (var points in (int[])[3, 3, 4, 20, 1]) Commit(outbox, 1, points: points);
        await outbox.FlushAsync(Cancellation);
        Assert.Equal([1L, 2L, 3L], Sequences(outbox.TryNext(DeliveryClass.Normal, 10)));
        Assert.Equal([4L], Sequences(outbox.TryNext(DeliveryClass.Normal, 10)));
        Assert.Equal([5L], Sequences(outbox.TryNext(DeliveryClass.Normal, 10)));
        Assert.Null(outbox.TryNext(DeliveryClass.Normal, 10));
    }

    [Fact]
    public async Task Rewinding_reads_again_what_was_not_acknowledged()
    {
        await using var outbox = Open();
        for (var index = 0; index < 6; index++) Commit(outbox, 1);
        await outbox.FlushAsync(Cancellation);
        outbox.TryNext(DeliveryClass.Normal, 2);
        outbox.TryNext(DeliveryClass.Normal, 2);
        outbox.Acknowledge(DeliveryClass.Normal, 2);
        outbox.Rewind(DeliveryClass.Normal);
        Assert.Equal([3L, 4L, 5L, 6L], Sequences(outbox.TryNext(DeliveryClass.Normal, 100)));
        Assert.Equal(2, outbox.HighestAcknowledged(DeliveryClass.Normal));
    }

    [Fact]
    public async Task Depth_counts_what_waits_and_is_zero_when_all_is_acknowledged()
    {
        await using var outbox = Open();
        Commit(outbox, 1, points: 5);
        Commit(outbox, 2, points: 7);
        await outbox.FlushAsync(Cancellation);
        Assert.Equal((2L, 12L), (outbox.Depth.Records, outbox.Depth.Points));
        var batch = outbox.TryNext(DeliveryClass.Normal, 5)!;
        outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
        Assert.Equal((1L, 7L), (outbox.Depth.Records, outbox.Depth.Points));
        outbox.Acknowledge(DeliveryClass.Normal, outbox.TryNext(DeliveryClass.Normal, 5)!.LastSequence);
        Assert.Equal((0L, 0L), (outbox.Depth.Records, outbox.Depth.Points));
        Assert.Equal(12, outbox.MaxPointsWaiting);
    }

    [Fact]
    public async Task A_restart_keeps_epoch_numbers_points_and_acknowledgements()
    {
        Guid epoch;
        await using (var outbox = Open())
        {
            epoch = outbox.Epoch;
            for (var index = 0; index < 5; index++) Commit(outbox, index, points: 2);
            await outbox.FlushAsync(Cancellation);
            outbox.TryNext(DeliveryClass.Normal, 4);
            outbox.Acknowledge(DeliveryClass.Normal, 2);
        }

        await using var again = Open();
        Assert.Equal(epoch, again.Epoch);
        Assert.Equal((3L, 6L), (again.Depth.Records, again.Depth.Points));
        Assert.Equal([3L, 4L, 5L], Sequences(again.TryNext(DeliveryClass.Normal, 100)));
        Assert.Equal(6, Commit(again, 9));
    }

    [Fact]
    public async Task A_cursor_counts_only_once_it_is_durable()
    {
        await using var outbox = Open();
        Commit(outbox, 5);
        await outbox.FlushAsync(Cancellation);
        Disk.SyncGate.Reset();
        var held = Commit(outbox, 9);
        Assert.Equal(5, outbox.CursorOf(Some.Binding.Name, Some.Binding.Version));
        Disk.SyncGate.Set();
        await outbox.CommittedAsync(DeliveryClass.Normal, held, Cancellation);
        Assert.Equal(9, outbox.CursorOf(Some.Binding.Name, Some.Binding.Version));
        Assert.Equal(0, outbox.CursorOf(Some.Binding.Name, "ffffffffffffffff"));
    }

    [Fact]
    public async Task A_power_cut_takes_a_commits_points_and_cursor_together_or_not_at_all()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var disk = new SimulatedDisk();
            var outbox = Open(disk);
            for (var cursor = 1; cursor <= 20; cursor++) Commit(outbox, cursor);
            if (seed % 3 == 0) await outbox.FlushAsync(Cancellation);
            var committed = outbox.CursorOf(Some.Binding.Name, Some.Binding.Version);
            disk.CutPower(() => random.Next(2) == 0);
            await outbox.DisposeAsync();

            await using var again = Open(disk);
            var kept = again.TryNext(DeliveryClass.Normal, int.MaxValue)?.Records ?? [];
            Assert.Equal(kept.Count, again.CursorOf(Some.Binding.Name, Some.Binding.Version));
            Assert.True(kept.Count >= committed);
            Assert.All(kept, record => Assert.Single(record.Points));
        }
    }

    [Fact]
    public async Task A_damaged_position_file_begins_a_new_numbering_and_sends_again()
    {
        Guid epoch;
        await using (var outbox = Open())
        {
            epoch = outbox.Epoch;
            Commit(outbox, 3);
            await outbox.FlushAsync(Cancellation);
            outbox.Acknowledge(DeliveryClass.Normal, 1);
        }

        Disk.Tamper("/data/outbox/positions", bytes => LogCrashTests.Flip(bytes, 20));
        await using var again = Open();
        Assert.NotEqual(epoch, again.Epoch);
        Assert.Equal([1L], Sequences(again.TryNext(DeliveryClass.Normal, 10)));
        Assert.Equal(3, again.CursorOf(Some.Binding.Name, Some.Binding.Version));
    }

    [Fact]
    public async Task A_frame_says_when_its_numbering_began_which_a_restart_does_not_change_and_a_fork_does()
    {
        var first = Time.GetUtcNow();
        await using (var outbox = Open()) Assert.Equal(first, outbox.NumberingBegun);
        Time.Advance(TimeSpan.FromHours(1));
        await using var again = Open();
        Commit(again, 1);
        await again.FlushAsync(Cancellation);
        Assert.Equal(first, BuiltBy(again).NumberingBegun);

        again.Rewind(DeliveryClass.Normal);
        again.Heed(new NodeNotice(NodeNotice.Forked, again.Epoch, Time.GetUtcNow(), "its numbers came again"), Time.GetUtcNow());
        Assert.Equal(first.AddHours(1), BuiltBy(again).NumberingBegun);

        MeasurementFrame BuiltBy(ResultOutbox outbox) => FrameBody.Decode(
            new FrameBuilder("edge-1", outbox, Time).Build(outbox.TryNext(DeliveryClass.Normal, 10)!).Frame.Body);
    }

    [Fact]
    public async Task An_acknowledged_number_is_never_given_to_another_record_under_the_same_epoch()
    {
        Guid epoch;
        await using (var outbox = Open())
        {
            epoch = outbox.Epoch;
            for (var index = 0; index < 3; index++) Commit(outbox, index);
            await outbox.FlushAsync(Cancellation);
            outbox.Acknowledge(DeliveryClass.Normal, 3);
        }

        foreach (var name in Disk.Names.Where(name => name.Contains("/normal/", StringComparison.Ordinal))) Disk.Unlink(name);
        await using var again = Open();
        Assert.NotEqual(epoch, again.Epoch);
        Commit(again, 9);
        await again.FlushAsync(Cancellation);
        Assert.NotNull(again.TryNext(DeliveryClass.Normal, 10));
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_commit()
    {
        await using var outbox = Open();
        var waiting = outbox.WaitAsync(DeliveryClass.Alarm, Cancellation);
        Assert.False(waiting.IsCompleted);
        Commit(outbox, 1, DeliveryClass.Alarm);
        await waiting.WaitAsync(LogFixture.Patience, Cancellation);
        Assert.NotNull(outbox.TryNext(DeliveryClass.Alarm, 1));
    }
}
