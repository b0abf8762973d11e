using EventEdge.EdgeBridge.Storage.Segments;
using static EventEdge.EdgeBridge.Tests.Storage.LogCrashTests;
using static EventEdge.EdgeBridge.Tests.Storage.LogFixture;

namespace EventEdge.EdgeBridge.Tests.Storage;

public sealed class LogDamageTests
{
    [Fact]
    public async Task A_flip_of_any_byte_costs_at_most_the_record_it_hits()
    {
        const int Records = 60;
        var disk = await DiskWithAsync(Records);
        Assert.True(disk.Names.Count >= 3);
        foreach (var path in disk.Names)
        {
            var content = disk.Content(path);
            var used = RecordEnds(content)[^1];
            for (var index = 0; index < used; index++)
            {
                var damaged = disk.Copy();
                damaged.Tamper(path, bytes => Flip(bytes, index));
                await AssertContained(damaged, Records, path, index);
            }
        }
    }

    [Fact]
    public async Task A_damaged_segment_is_renamed_told_and_read_as_far_as_it_goes()
    {
        var disk = await DiskWithAsync(60);
        var first = disk.Names[0];
        var ends = RecordEnds(disk.Content(first));
        disk.Tamper(first, bytes => Flip(bytes, ends[4] + 3));
        await using var log = Open(disk);
        Assert.Equal([.. Range(1, 5), .. Range(7, 60)], ReadAll(log));
        Assert.Equal([new LogGap(6, 6)], log.Gaps);
        Assert.Contains(disk.Names, name => name.EndsWith(".damaged", StringComparison.Ordinal));
        Assert.DoesNotContain(first, disk.Names);
        Assert.Equal([.. Range(1, 5), .. Range(7, 60)], ReadAll(log));
        Assert.Single(log.Gaps);
    }

    [Fact]
    public async Task A_segment_of_garbage_costs_its_own_records_only()
    {
        var disk = await DiskWithAsync(60);
        var second = disk.Names[1];
        var (from, end) = (FirstOf(second), FirstOf(disk.Names[2]));
        disk.Tamper(second, bytes => [.. Enumerable.Repeat((byte)0xAB, bytes.Length)]);
        await using var log = Open(disk);
        Assert.Equal([.. Range(1, from - 1), .. Range(end, 60)], ReadAll(log));
        Assert.Equal([new LogGap(from, end - 1)], log.Gaps);
    }

    [Fact]
    public async Task A_segment_that_is_missing_is_a_gap()
    {
        var disk = await DiskWithAsync(60);
        var (from, end) = (FirstOf(disk.Names[1]), FirstOf(disk.Names[2]));
        disk.Unlink(disk.Names[1]);
        await using var log = Open(disk);
        Assert.Equal([.. Range(1, from - 1), .. Range(end, 60)], ReadAll(log));
        Assert.Equal([new LogGap(from, end - 1)], log.Gaps);
    }

    [Fact]
    public async Task Numbers_of_an_unreadable_last_segment_are_never_used_again()
    {
        var disk = await DiskWithAsync(5);
        disk.Tamper(disk.Names.Single(), bytes => [.. Enumerable.Repeat((byte)0xAB, bytes.Length)]);
        await using (var log = Open(disk))
        {
            Assert.True(log.NextSequence > 5);
            Assert.Equal([new LogGap(1, log.NextSequence - 1)], log.Gaps);
            await AppendAsync(log, 2);
        }

        await using var again = Open(disk);
        Assert.Equal(2, ReadAll(again).Count);
    }

    [Fact]
    public async Task A_payload_that_looks_like_a_record_is_never_taken_for_one()
    {
        var disk = new SimulatedDisk();
        await using (var log = Open(disk))
        {
            await CommittedAsync(log, log.Append(1, "first"u8));
            var forged = new byte[200];
            var head = new RecordHead(1, 3, 5, OpensBatch: true);
            RecordFormat.Write(forged, head, "false"u8, default, salt: 0);
            await CommittedAsync(log, log.Append(1, forged));
        }

        disk.Tamper(disk.Names.Single(), bytes => Flip(bytes, RecordEnds(bytes)[0] + 1));
        await using var again = Open(disk);
        Assert.Equal(2, again.NextSequence);
        Assert.Empty(again.Gaps);
    }

    [Fact]
    public async Task A_read_that_fails_loses_nothing_and_may_be_tried_again()
    {
        var disk = await DiskWithAsync(60);
        await using var log = Open(disk);
        using var reader = log.CreateReader(1);
        disk.FailNth(DiskOperation.Read, 1, permanent: false);
        Assert.Throws<IOException>(() => reader.TryRead(out _));
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(1, record.Sequence);
        Assert.Empty(log.Gaps);
    }

    private static long FirstOf(string path)
    {
        Assert.True(Segment.TryParseName(Path.GetFileName(path), out var first, out _));
        return first;
    }

    private static async Task AssertContained(SimulatedDisk disk, int records, string path, int index)
    {
        await using var log = Open(disk);
        var read = ReadAll(log);
        var lost = Range(1, records).Except(read).ToList();
        Assert.True(lost.Count <= 1, $"{path} byte {index}: lost {string.Join(',', lost)}");
        var isTail = lost.Count == 1 && lost[0] == records && log.NextSequence == records;
        var reported = log.Gaps.Sum(gap => gap.To - gap.From + 1);
        Assert.True(reported == lost.Count || isTail, $"{path} byte {index}: lost {lost.Count}, told {reported}");
        if (index < SegmentHeader.Bytes) Assert.Contains(disk.Names, name => name.EndsWith(".damaged", StringComparison.Ordinal));
    }
}
