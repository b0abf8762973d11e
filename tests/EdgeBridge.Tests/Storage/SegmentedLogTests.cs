using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Segments;
using static EventEdge.EdgeBridge.Tests.Storage.LogFixture;

namespace EventEdge.EdgeBridge.Tests.Storage;

public sealed class SegmentedLogTests
{
    [Fact]
    public async Task Records_come_back_in_order_from_one()
    {
        await using var log = Open(new SimulatedDisk());
        await AppendAsync(log, 100);
        Assert.Equal(Range(1, 100), ReadAll(log));
        Assert.Equal((100L, 101L, 1L), (log.CommittedSequence, log.NextSequence, log.FirstSequence));
    }

    [Fact]
    public async Task A_new_process_goes_on_where_the_last_one_stopped()
    {
        var disk = await DiskWithAsync(50);
        await using var log = Open(disk);
        Assert.Equal(Range(1, 50), ReadAll(log));
        Assert.Equal(51, await AppendAsync(log));
        Assert.Equal(Range(1, 51), ReadAll(log));
    }

    [Fact]
    public async Task Closing_commits_what_waits()
    {
        var disk = new SimulatedDisk();
        await using (var log = Open(disk))
        {
            for (var index = 1; index <= 20; index++) log.Append(1, System.Text.Encoding.UTF8.GetBytes(Text(index)));
        }

        disk.CutPower(() => false);
        await using var again = Open(disk);
        Assert.Equal(Range(1, 20), ReadAll(again));
    }

    [Fact]
    public async Task An_empty_record_is_a_record()
    {
        await using var log = Open(new SimulatedDisk());
        await CommittedAsync(log, log.Append(7, default));
        using var reader = log.CreateReader(1);
        Assert.True(reader.TryRead(out var record));
        Assert.Equal((1L, (byte)7, 0), (record.Sequence, record.Type, record.Payload.Length));
    }

    [Fact]
    public async Task The_largest_record_fills_a_segment_and_a_larger_one_is_refused()
    {
        await using var log = Open(new SimulatedDisk());
        var largest = new byte[1024 - SegmentHeader.Bytes - RecordFormat.Overhead];
        await CommittedAsync(log, log.Append(1, largest));
        await CommittedAsync(log, log.Append(1, largest));
        var refused = Assert.Throws<ArgumentException>(() => log.Append(1, new byte[largest.Length + 1]));
        Assert.Contains("does not fit into a segment", refused.Message);
        Assert.Equal(2, log.CommittedSequence);
    }

    [Fact]
    public async Task Trim_removes_whole_segments_and_nothing_that_is_still_needed()
    {
        var disk = await DiskWithAsync(100);
        await using var log = Open(disk);
        var before = log.Bytes;
        log.Trim(60);
        Assert.InRange(log.FirstSequence, 30, 60);
        Assert.True(log.Bytes < before);
        Assert.Equal(Range(log.FirstSequence, 100), ReadAll(log));
        Assert.Equal(log.Bytes, disk.Names.Sum(name => disk.Content(name).Length));
    }

    [Fact]
    public async Task Trim_never_removes_the_segment_that_is_written_to()
    {
        await using var log = Open(new SimulatedDisk());
        await AppendAsync(log, 100);
        log.Trim(long.MaxValue);
        Assert.Equal(101, await AppendAsync(log));
        Assert.Contains(101, ReadAll(log));
    }

    [Fact]
    public async Task A_reader_behind_the_trim_goes_on_at_the_oldest_record_kept()
    {
        await using var log = Open(new SimulatedDisk());
        await AppendAsync(log, 100);
        using var reader = log.CreateReader(1);
        log.Trim(80);
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(log.FirstSequence, record.Sequence);
    }

    [Fact]
    public async Task A_second_process_on_the_same_directory_is_refused_in_one_line()
    {
        var disk = new SimulatedDisk();
        await using var log = Open(disk);
        var refused = Assert.Throws<LogOpenException>(() => Open(disk));
        Assert.Contains("in use by another process", refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_newer_format_is_refused_and_left_alone()
    {
        var disk = await DiskWithAsync(3);
        var path = disk.Names.Single();
        var newer = new SegmentHeader(SegmentHeader.CurrentVersion + 1, 1, 5, 1024).ToBytes();
        disk.Tamper(path, bytes => [.. newer, .. bytes[SegmentHeader.Bytes..]]);
        var content = disk.Content(path);
        Assert.Contains("format 2", Assert.Throws<LogOpenException>(() => Open(disk)).Message);
        Assert.Equal(content, disk.Content(path));
    }

    [Fact]
    public async Task Waiting_for_a_record_never_appended_is_a_mistake_told_at_once()
    {
        await using var log = Open(new SimulatedDisk());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.CommittedAsync(1, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task A_closed_log_takes_nothing()
    {
        var log = Open(new SimulatedDisk());
        await log.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => log.Append(1, default));
    }
}
