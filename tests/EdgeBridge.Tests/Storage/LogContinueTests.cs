using static EventEdge.EdgeBridge.Tests.Storage.LogFixture;

namespace EventEdge.EdgeBridge.Tests.Storage;

/// <summary>Logs whose users remember more of them than the disk does.</summary>
public sealed class LogContinueTests
{
    [Fact]
    public async Task A_log_that_vanished_goes_on_where_its_users_are()
    {
        await using var log = Open(new SimulatedDisk(), Options() with { ContinueFrom = 101 });
        Assert.Equal((0, 101, 101), (log.LastFound, log.FirstSequence, log.NextSequence));

        await AppendAsync(log, 3);

        Assert.Equal(Range(101, 103), ReadAll(log));
        Assert.Empty(log.Gaps);
    }

    [Fact]
    public async Task A_log_cut_short_leaves_a_gap_and_serves_both_sides_of_it()
    {
        var disk = await DiskWithAsync(5);
        await using (var log = Open(disk, Options() with { ContinueFrom = 101 }))
        {
            Assert.Equal(5, log.LastFound);
            Assert.Equal((6L, 100L), Assert.Single(log.Gaps.Select(gap => (gap.From, gap.To))));
            await AppendAsync(log, 2);
            Assert.Equal([.. Range(1, 5), 101, 102], ReadAll(log));
        }

        await using var again = Open(disk);
        Assert.Equal([.. Range(1, 5), 101, 102], ReadAll(again));
    }

    [Fact]
    public async Task A_log_that_holds_what_its_users_know_of_it_is_left_alone()
    {
        var disk = await DiskWithAsync(5);
        await using var log = Open(disk, Options() with { ContinueFrom = 6 });
        await AppendAsync(log);
        Assert.Equal(Range(1, 6), ReadAll(log));
        Assert.Empty(log.Gaps);
    }
}
