using System.Text;
using EventEdge.EdgeBridge.Storage;
using Microsoft.Extensions.Time.Testing;
using static EventEdge.EdgeBridge.Tests.Storage.LogFixture;

namespace EventEdge.EdgeBridge.Tests.Storage;

/// <summary>What is not known to be on the disk is not taken for it, neither now nor by the next start.</summary>
public sealed class LogDoubtTests
{
    [Fact]
    public async Task What_a_failed_sync_left_looking_durable_is_written_again_by_the_next_start()
    {
        var disk = new SimulatedDisk();
        var log = Open(disk);
        await AppendAsync(log, 3);
        disk.Before = (operation, _) =>
        {
            if (operation is DiskOperation.Sync or DiskOperation.Create) throw new IOException("Input/output error");
        };
        log.Append(1, Encoding.UTF8.GetBytes(Text(4)));
        await LogCrashTests.WaitUntil(() => log.IsStalled);
        disk.Kill();

        await using (var second = Open(disk)) Assert.Equal(Range(1, 4), ReadAll(second));
        disk.CutPower(() => false);

        await LogFailureTests.AssertServes(disk, 4);
        await log.DisposeAsync();
    }

    [Theory]
    [InlineData("Open")]
    [InlineData("Sync")]
    [InlineData("SyncDirectory")]
    public async Task A_disk_that_takes_nothing_can_be_read_and_what_was_written_last_counts_once_it_is_durable(string name)
    {
        var kind = Enum.Parse<DiskOperation>(name);
        var disk = await DiskWithAsync(5);
        var refusing = true;
        disk.Before = (operation, path) =>
        {
            if (refusing && operation != DiskOperation.Open && operation == kind) throw new IOException("Input/output error");
            if (refusing && operation is DiskOperation.Write or DiskOperation.Create && kind == DiskOperation.Open)
                throw new IOException("Read-only file system");
        };
        await using (var log = Open(disk))
        {
            Assert.Equal(Range(1, 4), ReadAll(log));
            await LogCrashTests.WaitUntil(() => log.IsStalled);
            Assert.Throws<LogStalledException>(() => log.Append(1, default));
            refusing = false;
            await CommittedAsync(log, 5);
            await LogCrashTests.WaitUntil(() => !log.IsStalled);
            await AppendAsync(log);
            Assert.Equal(Range(1, 6), ReadAll(log));
        }

        disk.CutPower(() => false);
        await LogFailureTests.AssertServes(disk, 6);
    }

    [Fact]
    public async Task A_disk_that_does_not_answer_is_told_while_it_does_not()
    {
        var disk = new SimulatedDisk();
        var time = new FakeTimeProvider();
        await using var log = Open(disk, Options() with { Time = time });
        await AppendAsync(log, 3);
        var written = disk.Counts[DiskOperation.Write];
        disk.SyncGate.Reset();
        log.Append(1, Encoding.UTF8.GetBytes(Text(4)));
        await LogCrashTests.WaitUntil(() => disk.Counts[DiskOperation.Write] > written);
        Assert.Null(log.Hang);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("the disk has not answered for 4 s", log.Hang);
        disk.SyncGate.Set();
        await CommittedAsync(log, 4);
        Assert.Null(log.Hang);
    }

    [Fact]
    public async Task What_goes_into_a_file_that_was_deleted_is_not_committed()
    {
        var disk = new SimulatedDisk();
        await using var log = Open(disk);
        await AppendAsync(log, 3);
        var isGone = true;
        foreach (var name in disk.Names) disk.Unlink(name);
        disk.Before = (operation, _) =>
        {
            if (isGone && operation == DiskOperation.Create) throw new DirectoryNotFoundException("simulated: no directory");
        };

        var waiting = log.CommittedAsync(log.Append(1, Encoding.UTF8.GetBytes(Text(4))), TestContext.Current.CancellationToken).AsTask();
        await LogCrashTests.WaitUntil(() => log.IsStalled);
        Assert.False(waiting.IsCompleted);
        Assert.Throws<LogStalledException>(() => log.Append(1, default));
        isGone = false;
        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
