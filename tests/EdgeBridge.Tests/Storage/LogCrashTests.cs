using EventEdge.EdgeBridge.Storage.Segments;
using static EventEdge.EdgeBridge.Tests.Storage.LogFixture;

namespace EventEdge.EdgeBridge.Tests.Storage;

public sealed class LogCrashTests
{
    [Fact]
    public async Task A_file_cut_at_any_byte_keeps_every_whole_record_before_the_cut()
    {
        var disk = await DiskWithAsync(8);
        var ends = RecordEnds(disk.Content(disk.Names.Single()));
        for (var cut = ends[4]; cut <= ends[7]; cut++)
        {
            var torn = disk.Copy();
            torn.Tamper(torn.Names.Single(), bytes => bytes[..cut]);
            await AssertGoesOn(torn, ends.Count(end => end <= cut));
        }
    }

    [Fact]
    public async Task A_tail_torn_at_any_byte_is_wiped_and_cannot_come_back()
    {
        var disk = await DiskWithAsync(8);
        var ends = RecordEnds(disk.Content(disk.Names.Single()));
        for (var cut = ends[6]; cut < ends[7]; cut++)
        {
            var torn = disk.Copy();
            torn.Tamper(torn.Names.Single(), bytes => [.. bytes[..cut], .. Enumerable.Repeat((byte)0xEE, 40), .. bytes[(cut + 40)..]]);
            await AssertGoesOn(torn, 7);
        }
    }

    [Fact]
    public async Task Old_bytes_behind_a_torn_record_do_not_become_records_when_its_place_is_filled()
    {
        var disk = new SimulatedDisk();
        await using (var log = Open(disk))
        {
            await AppendAsync(log, 3);
            disk.SyncGate.Reset();
            log.Append(1, "aaaa"u8);
            await WaitUntil(() => disk.Counts[DiskOperation.Write] == 5); // header, three records, and the one that hangs in its sync
            log.Append(1, "bbbb"u8);
            log.Append(1, "cccc"u8);
            disk.SyncGate.Set();
        }

        // The first record of the last batch is torn, the second is whole; neither was synced as far as the file can tell.
        disk.Tamper(disk.Names.Single(), bytes => Flip(bytes, RecordEnds(bytes)[3] + 14));
        await using (var log = Open(disk))
        {
            Assert.Equal(5, log.NextSequence);
            await CommittedAsync(log, log.Append(1, "BBBB"u8));
        }

        await using var again = Open(disk);
        Assert.Equal(6, again.NextSequence);
    }

    [Fact]
    public async Task Whatever_the_power_cut_takes_committed_records_stay()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var disk = new SimulatedDisk();
            var log = Open(disk);
            var committed = random.Next(0, 40);
            await AppendAsync(log, committed);
            disk.SyncGate.Reset();
            for (var extra = random.Next(0, 6); extra > 0; extra--)
                log.Append(1, System.Text.Encoding.UTF8.GetBytes(Text(log.NextSequence)));
            if (random.Next(2) == 0)
                await WaitUntil(() => log.NextSequence == committed + 1 || disk.Counts.GetValueOrDefault(DiskOperation.Write) > 0);
            disk.CutPower(() => random.Next(2) == 0);
            disk.SyncGate.Set();
            await log.DisposeAsync();

            await using var again = Open(disk);
            Assert.InRange(again.CommittedSequence, committed, committed + 6);
            Assert.Equal(Range(1, again.CommittedSequence), ReadAll(again));
            Assert.Empty(again.Gaps);
            await AppendAsync(again, 3);
            Assert.Equal(Range(1, again.CommittedSequence), ReadAll(again));
        }
    }

    [Fact]
    public async Task Leftovers_of_a_segment_that_was_never_finished_are_removed()
    {
        var disk = await DiskWithAsync(3);
        disk.Create($"{Home}/{4:D20}.log.new", 10);
        await using var log = Open(disk);
        Assert.DoesNotContain(disk.Names, name => name.EndsWith(".new", StringComparison.Ordinal));
        Assert.Equal(Range(1, 3), ReadAll(log));
    }

    internal static byte[] Flip(byte[] bytes, int index)
    {
        bytes = [.. bytes];
        bytes[index] ^= 0x55;
        return bytes;
    }

    internal static List<int> RecordEnds(byte[] file)
    {
        List<int> ends = [];
        var offset = SegmentHeader.Bytes;
        while (RecordFormat.TryReadHead(file.AsSpan(offset), out var record))
        {
            offset += record.TotalBytes;
            ends.Add(offset);
        }

        return ends;
    }

    internal static async Task WaitUntil(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task AssertGoesOn(SimulatedDisk disk, int kept)
    {
        await using (var log = Open(disk))
        {
            Assert.Equal(Range(1, kept), ReadAll(log));
            Assert.Empty(log.Gaps);
            await AppendAsync(log, 2);
        }

        await using var again = Open(disk);
        Assert.Equal(Range(1, kept + 2), ReadAll(again));
    }
}
