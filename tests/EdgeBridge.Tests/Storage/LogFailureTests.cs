using System.Text;
using EventEdge.EdgeBridge.Storage;
using static EventEdge.EdgeBridge.Tests.Storage.LogFixture;

namespace EventEdge.EdgeBridge.Tests.Storage;

public sealed class LogFailureTests
{
    [Theory]
    [InlineData("Create")]
    [InlineData("Write")]
    [InlineData("Sync")]
    [InlineData("Rename")]
    [InlineData("SyncDirectory")]
    [InlineData("Unlink")]
    [InlineData("List")]
    [InlineData("Open")]
    [InlineData("Read")]
    [InlineData("CreateDirectory")]
    public async Task Whichever_operation_fails_once_nothing_committed_is_lost(string name)
    {
        var kind = Enum.Parse<DiskOperation>(name);
        for (var nth = 1; nth <= 45; nth++)
        {
            var disk = await DiskWithAsync(30);
            disk.FailNth(kind, nth, permanent: false);
            var committed = await UseUntilFailure(disk);
            disk.CutPower(() => nth % 2 == 0);
            await AssertServes(disk, committed);
        }
    }

    [Theory]
    [InlineData("Create")]
    [InlineData("Write")]
    [InlineData("Sync")]
    [InlineData("Rename")]
    [InlineData("SyncDirectory")]
    [InlineData("Unlink")]
    [InlineData("Read")]
    public async Task Whichever_operation_fails_for_good_nothing_committed_is_lost(string name)
    {
        var kind = Enum.Parse<DiskOperation>(name);
        for (var nth = 1; nth <= 12; nth++)
        {
            var disk = await DiskWithAsync(30);
            disk.FailNth(kind, nth, permanent: true);
            var committed = await UseUntilFailure(disk);
            disk.CutPower(() => nth % 2 == 0);
            await AssertServes(disk, committed);
        }
    }

    [Theory]
    [InlineData("Write")]
    [InlineData("Sync")]
    public async Task What_a_file_did_not_take_goes_to_a_new_one_and_the_old_one_is_never_touched_again(string name)
    {
        var kind = Enum.Parse<DiskOperation>(name);
        var disk = new SimulatedDisk();
        await using (var log = Open(disk))
        {
            await AppendAsync(log, 3);
            var file = disk.Names.Single(path => path.EndsWith(".log", StringComparison.Ordinal));
            var (opened, touched) = (SegmentStore.Unfinished(file), 0);
            disk.Before = (operation, path) =>
            {
                if (path != opened || operation is not (DiskOperation.Write or DiskOperation.Sync)) return;
                touched++;
                if (operation == kind) throw new IOException($"simulated: {operation}");
            };
            await AppendAsync(log, 3);
            Assert.Equal(kind == DiskOperation.Write ? 1 : 2, touched);
            Assert.Equal(Range(1, 6), ReadAll(log));
            Assert.False(log.IsStalled);
        }

        disk.CutPower(() => false);
        await AssertServes(disk, 6);
    }

    [Fact]
    public async Task A_read_only_disk_refuses_appends_and_takes_what_waited_once_it_is_writable_again()
    {
        var disk = new SimulatedDisk();
        await using var log = Open(disk);
        await AppendAsync(log, 3);
        using var reader = log.CreateReader(4);
        var reading = reader.WaitAsync(TestContext.Current.CancellationToken);
        var readOnly = true;
        disk.Before = (operation, _) =>
        {
            if (readOnly && operation is not (DiskOperation.List or DiskOperation.Open or DiskOperation.Read))
                throw new IOException("Read-only file system");
        };

        var waiting = log.CommittedAsync(log.Append(1, Encoding.UTF8.GetBytes(Text(4))), TestContext.Current.CancellationToken).AsTask();
        await LogCrashTests.WaitUntil(() => log.IsStalled);
        Assert.Throws<LogStalledException>(() => log.Append(1, default));
        Assert.Equal(("Read-only file system", false), (log.Failure, log.HasFailed));
        Assert.False(waiting.IsCompleted || reading.IsCompleted);
        readOnly = false;
        await Task.WhenAll(waiting, reading).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Null(log.Failure);
        await AppendAsync(log);
        Assert.Equal(Range(1, 5), ReadAll(log));
    }

    [Fact]
    public async Task A_full_disk_refuses_appends_keeps_what_it_took_and_goes_on_when_there_is_room()
    {
        var disk = new SimulatedDisk();
        await using var log = Open(disk);
        await AppendAsync(log, 3);
        var full = true;
        disk.Before = (operation, _) =>
        {
            if (full && operation == DiskOperation.Create) throw new IOException("No space left on device");
        };

        var last = 3L;
        await LogCrashTests.WaitUntil(() => IsRefused(log, ref last));
        Assert.True(log.IsStalled);
        Assert.False(log.HasFailed);
        Assert.Contains("No space", log.Failure);
        full = false;
        await CommittedAsync(log, last);
        await LogCrashTests.WaitUntil(() => !log.IsStalled);
        await AppendAsync(log);
        Assert.Equal(Range(1, last + 1), ReadAll(log));
    }

    [Fact]
    public async Task Closing_while_the_disk_is_full_fails_those_who_wait()
    {
        var disk = new SimulatedDisk();
        disk.FailNth(DiskOperation.Create, 1, permanent: true);
        var log = Open(disk);
        var waiting = log.CommittedAsync(log.Append(1, default), TestContext.Current.CancellationToken).AsTask();
        await LogCrashTests.WaitUntil(() => log.IsStalled);
        await log.DisposeAsync();
        await Assert.ThrowsAsync<LogFailedException>(() => waiting.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_append_beyond_the_pending_limit_gives_up_after_its_time_limit()
    {
        var disk = new SimulatedDisk();
        await using var log = Open(disk, Options() with { PendingBytesLimit = 60, AppendTimeLimit = TimeSpan.FromMilliseconds(1) });
        disk.SyncGate.Reset();
        log.Append(1, new byte[40]);
        var slow = Assert.Throws<TimeoutException>(() => log.Append(1, new byte[40]));
        Assert.Contains(Home, slow.Message);
        disk.SyncGate.Set();
        await CommittedAsync(log, 1);
        Assert.Equal(2, log.Append(1, new byte[40]));
    }

    private static bool IsRefused(SegmentedLog log, ref long last)
    {
        try
        {
            last = log.Append(1, Encoding.UTF8.GetBytes(Text(last + 1)));
            return false;
        }
        catch (LogStalledException)
        {
            return true;
        }
    }

    /// <summary>Opens, reads, appends over several segments and trims; returns the last record told to be committed.</summary>
    private static async Task<long> UseUntilFailure(SimulatedDisk disk)
    {
        var committed = 30L;
        try
        {
            await using var log = Open(disk);
            using var patience = new CancellationTokenSource(Patience);
            ReadAll(log);
            for (var index = 0; index < 40; index++)
            {
                var sequence = log.Append(1, Encoding.UTF8.GetBytes(Text(log.NextSequence)));
                var waiting = log.CommittedAsync(sequence, patience.Token).AsTask();
                await LogCrashTests.WaitUntil(() => waiting.IsCompleted || log.IsStalled);
                if (!waiting.IsCompleted && disk.IsBroken) break;
                await waiting;
                committed = sequence;
            }

            log.Trim(20);
        }
        catch (IOException)
        {
            // Told, as it must be.
        }

        return committed;
    }

    /// <summary>Opens the log: everything up to a record is there, and it goes on.</summary>
    internal static async Task AssertServes(SimulatedDisk disk, long committed)
    {
        await using var log = Open(disk);
        Assert.True(log.CommittedSequence >= committed, $"{log.CommittedSequence} < {committed}");
        Assert.Equal(Range(log.FirstSequence, log.CommittedSequence), ReadAll(log));
        Assert.InRange(log.FirstSequence, 1, 20);
        Assert.Empty(log.Gaps);
        await AppendAsync(log, 2);
    }
}
