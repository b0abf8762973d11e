using System.Text;
using EventEdge.EdgeBridge.Storage;
using static EventEdge.EdgeBridge.Tests.Storage.LogFixture;

namespace EventEdge.EdgeBridge.Tests.Storage;

public sealed class LogSharingTests
{
    [Fact]
    public async Task Nothing_is_acknowledged_or_shown_before_its_sync()
    {
        var disk = new SimulatedDisk();
        await using var log = Open(disk, Options(tailBytes: 1 << 20));
        await AppendAsync(log);
        disk.SyncGate.Reset();
        var writes = disk.Counts[DiskOperation.Write];
        var waiting = log.CommittedAsync(log.Append(1, "held"u8), TestContext.Current.CancellationToken).AsTask();
        await LogCrashTests.WaitUntil(() => disk.Counts[DiskOperation.Write] > writes);
        using var reader = log.CreateReader(2);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, log.CommittedSequence);
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.WaitAsync(TestContext.Current.CancellationToken).IsCompleted);
        disk.SyncGate.Set();
        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(reader.TryRead(out _));
    }

    [Fact]
    public async Task What_arrives_during_a_sync_shares_the_next_one()
    {
        var disk = new SimulatedDisk();
        var log = Open(disk, Options(segmentBytes: 1 << 20));
        await AppendAsync(log);
        disk.SyncGate.Reset();
        var writes = disk.Counts[DiskOperation.Write];
        log.Append(1, default);
        await LogCrashTests.WaitUntil(() => disk.Counts[DiskOperation.Write] > writes);
        var syncs = disk.Counts[DiskOperation.Sync];
        for (var index = 0; index < 1000; index++) log.Append(1, "shared"u8);
        disk.SyncGate.Set();
        await CommittedAsync(log, 1002);
        Assert.Equal(syncs + 2, disk.Counts[DiskOperation.Sync]);
    }

    [Fact]
    public async Task All_who_wait_for_one_sync_wait_for_one_task_and_it_tells_them_when_the_log_closes_without_it()
    {
        var disk = new SimulatedDisk();
        var log = Open(disk, Options(segmentBytes: 1 << 20));
        await AppendAsync(log);
        disk.SyncGate.Reset();
        var writes = disk.Counts[DiskOperation.Write];
        var early = log.IsCommittedAsync(log.Append(1, default)).AsTask();
        await LogCrashTests.WaitUntil(() => disk.Counts[DiskOperation.Write] > writes);
        var late = Enumerable.Range(0, 3).Select(_ => log.IsCommittedAsync(log.Append(1, default)).AsTask()).ToArray();
        disk.FailNth(DiskOperation.Sync, 2, permanent: true);
        disk.SyncGate.Set();

        Assert.True(await early.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await log.DisposeAsync();
        Assert.False(await late[0].WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.All(late, waiting => Assert.Same(late[0], waiting));
        Assert.NotSame(early, late[0]);
    }

    [Fact]
    public async Task Eight_threads_get_dense_numbers_and_find_their_own_records_under_them()
    {
        const int Threads = 8;
        const int Each = 2000;
        await using var log = Open(new SimulatedDisk(), Options(segmentBytes: 64 * 1024, tailBytes: 16 * 1024));
        var owners = new string?[(Threads * Each) + 1];
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            for (var index = 0; index < Each; index++)
            {
                var text = $"{thread}/{index}";
                var sequence = log.Append(1, Encoding.UTF8.GetBytes(text));
                Assert.Null(Interlocked.Exchange(ref owners[sequence], text));
                if (index % 50 == 0) await CommittedAsync(log, sequence);
            }

            await CommittedAsync(log, log.NextSequence - 1);
        })));

        using var reader = log.CreateReader(1);
        for (var sequence = 1; sequence < owners.Length; sequence++)
        {
            Assert.True(reader.TryRead(out var record));
            Assert.Equal(sequence, record.Sequence);
            Assert.Equal(owners[sequence], Encoding.UTF8.GetString(record.Payload.Span));
        }

        Assert.Empty(log.Gaps);
    }

    [Fact]
    public async Task A_reader_goes_from_disk_to_memory_and_back_without_a_seam()
    {
        await using var log = Open(new SimulatedDisk(), Options(tailBytes: 4096));
        await AppendAsync(log, 200);
        using var reader = log.CreateReader(1);
        Drain(reader, 1, 200);
        Assert.InRange(reader.ReadFromDisk, 1, 199);
        var fromDisk = reader.ReadFromDisk;
        for (var sequence = 201; sequence <= 300; sequence++)
        {
            await AppendAsync(log);
            Drain(reader, sequence, sequence);
        }

        Assert.Equal(fromDisk, reader.ReadFromDisk);
        await AppendAsync(log, 100);
        Drain(reader, 301, 400);
        Assert.True(reader.ReadFromDisk > fromDisk);
    }

    [Fact]
    public async Task A_reader_made_before_the_first_record_is_on_the_disk_gets_it()
    {
        var disk = new SimulatedDisk();
        await using var log = Open(disk);
        disk.SyncGate.Reset();
        log.Append(1, Encoding.UTF8.GetBytes(Text(1)));
        log.Append(1, Encoding.UTF8.GetBytes(Text(2)));
        using var reader = log.CreateReader(1);
        disk.SyncGate.Set();
        await CommittedAsync(log, 2);
        Drain(reader, 1, 2);
    }

    [Fact]
    public async Task A_record_in_a_readers_hand_stays_whole_while_the_tail_moves_on()
    {
        await using var log = Open(new SimulatedDisk(), Options(tailBytes: 2048));
        using var reader = log.CreateReader(1);
        await AppendAsync(log);
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(0, reader.ReadFromDisk);
        await AppendAsync(log, 100);
        Assert.Equal(Text(1), Encoding.UTF8.GetString(record.Payload.Span));
    }

    [Fact]
    public async Task Readers_follow_a_writer_across_many_segments_while_old_ones_are_trimmed()
    {
        await using var log = Open(new SimulatedDisk(), Options(tailBytes: 3000));
        const int Records = 3000;
        using var limit = new CancellationTokenSource(Patience);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            using var reader = log.CreateReader(1);
            for (var last = 0L; last < Records;)
            {
                if (!reader.TryRead(out var record))
                {
                    await reader.WaitAsync(limit.Token);
                    continue;
                }

                Assert.True(record.Sequence > last);
                Assert.Equal(Text(record.Sequence), Encoding.UTF8.GetString(record.Payload.Span));
                last = record.Sequence;
            }
        })).ToArray();
        for (var sequence = 1L; sequence <= Records; sequence++)
        {
            log.Append(1, Encoding.UTF8.GetBytes(Text(sequence)));
            if (sequence % 500 == 0) log.Trim(sequence - 400);
        }

        await Task.WhenAll(readers).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Empty(log.Gaps);
    }

    private static void Drain(LogReader reader, long from, long to)
    {
        for (var sequence = from; sequence <= to; sequence++)
        {
            Assert.True(reader.TryRead(out var record));
            Assert.Equal(sequence, record.Sequence);
            Assert.Equal(Text(sequence), Encoding.UTF8.GetString(record.Payload.Span));
        }

        Assert.False(reader.TryRead(out _));
    }
}
