using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Tests.Storage;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>What downsampling must not do: touch what may have left, count twice, or lose anything to a crash.</summary>
public sealed class DownsamplingSafetyTests : DownsamplingFixture
{
    private const int UnderPressure = 400;

    [Fact]
    public async Task A_restart_goes_on_behind_what_was_acknowledged_of_a_block()
    {
        List<Point> points = [];
        await using (var outbox = Open(Disk))
        {
            await PressAsync(outbox);
            var batch = outbox.TryNext(DeliveryClass.Normal, 300)!;
            points.AddRange(batch.Records.SelectMany(record => record.Points));
            outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
        }

        await using var again = Open(Disk);
        points.AddRange(Drain(again));
        AssertNothingIsMissing(points, Devices, UnderPressure);
        Assert.Equal(0, again.Depth.Points);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_handed_to_the_uplink_is_sent_again_as_it_was(bool restarted)
    {
        var outbox = Open(Disk);
        using (var plant = new Plant(outbox, Devices))
        {
            plant.Run(0, 20);
            await outbox.FlushAsync(Cancellation);
            var offered = outbox.TryNext(DeliveryClass.Normal, 100)!;
            plant.Run(21, 30);
            if (restarted)
            {
                await outbox.DisposeAsync();
                outbox = Open(Disk);
            }

            using var more = new Plant(outbox, Devices);
            more.Run(31, UnderPressure);
            await outbox.RelieveAsync();
            Assert.Contains(Disk.Names, IsBlock);
            outbox.Rewind(DeliveryClass.Normal);
            var repeated = outbox.TryNext(DeliveryClass.Normal, 100)!;
            Assert.Equal(offered.LastSequence, repeated.LastSequence);
            Assert.Equal(Windows(offered), Windows(repeated));
        }

        await outbox.DisposeAsync();
    }

    [Fact]
    public async Task What_left_ahead_of_a_backlog_is_sent_again_as_it_was_and_counts_once()
    {
        await using var outbox = Open(Disk, backlogLimit: 300);
        using var plant = new Plant(outbox, Devices);
        plant.Run(0, 150);
        await outbox.FlushAsync(Cancellation);
        Assert.Null(outbox.TryNext(DeliveryClass.Normal, 100));
        plant.Run(151, 160);
        await outbox.FlushAsync(Cancellation);
        var ahead = outbox.TryNext(DeliveryClass.Normal, 100)!;
        outbox.Rewind(DeliveryClass.Normal);
        plant.Run(161, UnderPressure);
        await outbox.FlushAsync(Cancellation);
        await outbox.RelieveAsync();
        Assert.Contains(Disk.Names, IsBlock);

        var records = ahead.Records.ToList();
        while ((outbox.TryNext(DeliveryClass.Normal, 500) ?? outbox.TryNextDeferred(DeliveryClass.Normal, 500)) is { } batch)
        {
            records.AddRange(batch.Records);
            outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
        }

        var again = records.Skip(ahead.Records.Count)
            .Where(record => ahead.FirstSequence <= record.Sequence && record.FirstSequence <= ahead.LastSequence).ToList();
        Assert.Equal(Windows(ahead), Windows(ahead with { Records = again }));
        var stored = records.SelectMany(record => record.Points).DistinctBy(point => (point.Tags[0].Value, point.Time)).ToList();
        // Every run closes its last window with a first reading of the next one; the very last of these is still open.
        var sent = (long)Devices * ((Plant.ReadingsPerWindow * (150 + 9 + UnderPressure - 161)) + 2);
        Assert.Equal(sent, stored.Sum(point => (long)Plant.Field(point, "t_count")));
        Assert.Contains(stored, point => point.Fields.Any(field => field.Key == "resolution"));
    }

    [Fact]
    public async Task A_corrected_window_counts_once()
    {
        await using var outbox = Open(Disk);
        using var plant = new Plant(outbox, Devices);
        for (var window = 0; window < UnderPressure; window++)
        {
            plant.Run(window, window + 1);
            for (var device = 0; window > 0 && device < Devices; device += 3) plant.Send(device, window - 1, 2);
        }

        await outbox.FlushAsync(Cancellation);
        await outbox.RelieveAsync();
        Assert.Contains(Disk.Names, IsBlock);
        var store = new Dictionary<(string, DateTimeOffset), Point>();
        foreach (var point in Drain(outbox))
        {
            var identity = (point.Tags[0].Value, point.Time);
            if (!store.TryGetValue(identity, out var stored) || stored.Revision <= point.Revision) store[identity] = point;
        }

        // Every run closes its windows with the first reading of the next, which the next run sends as well.
        var sent = (long)Devices * ((Plant.ReadingsPerWindow * UnderPressure) + UnderPressure - 1) + (
            ((Devices + 2) / 3) * (UnderPressure - 1));
        Assert.Equal(sent, store.Values.Sum(point => (long)Plant.Field(point, "t_count")));
        Assert.Contains(store.Values, point => point.Fields.Any(field => field.Key == "resolution"));
    }

    [Fact]
    public async Task Results_that_cannot_be_merged_stay_as_they_are()
    {
        await using var outbox = Open(Disk);
        var binding = Outbox.Some.Binding;
        var commits = 0;
        for (; !Disk.Names.Any(IsBlock); commits++)
        {
            outbox.Commit(binding, commits, DeliveryClass.Normal, [Outbox.Some.Point(commits)], Cancellation);
            if (commits % 100 == 0) await outbox.FlushAsync(Cancellation);
        }

        await outbox.FlushAsync(Cancellation);
        await outbox.RelieveAsync();
        var points = Drain(outbox);
        Assert.Equal(commits, points.Count);
        Assert.Equal(
            Enumerable.Range(0, commits).Select(number => Outbox.Some.Noon.AddSeconds(number)), points.Select(point => point.Time));
    }

    [Fact]
    public async Task A_damaged_block_is_set_aside_and_everything_else_is_served()
    {
        await using (var outbox = Open(Disk))
        {
            await PressAsync(outbox);
        }

        var blocks = Disk.Names.Where(IsBlock).ToList();
        Disk.Tamper(blocks[0], bytes => LogCrashTests.Flip(bytes, 100));
        await using var again = Open(Disk);
        Assert.Contains(Disk.Names, name => name.EndsWith(".damaged", StringComparison.Ordinal));
        Assert.NotNull(again.TryNext(DeliveryClass.Normal, 500));
    }

    private static bool IsBlock(string name) => name.EndsWith(".block", StringComparison.Ordinal);

    private static async Task PressAsync(ResultOutbox outbox)
    {
        using var plant = new Plant(outbox, Devices);
        plant.Run(0, UnderPressure);
        await outbox.FlushAsync(Cancellation);
        await outbox.RelieveAsync();
    }

    private static List<(string, DateTimeOffset, DateTimeOffset?)> Windows(OutboxBatch batch) =>
        [.. batch.Records.SelectMany(record => record.Points).Select(point => (point.Tags[0].Value, point.Time, point.WindowEnd))];
}
