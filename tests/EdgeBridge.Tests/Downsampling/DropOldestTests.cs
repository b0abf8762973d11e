using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>At the hard limit a binding may give up its oldest results, and says how many.</summary>
public sealed class DropOldestTests
{
    private readonly SimulatedDisk _disk = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_oldest_results_make_room_and_a_notice_says_which()
    {
        var files = new MeasuringFiles(_disk);
        await using var outbox = Open(files);
        outbox.DropOldestOf(["noise"]);
        var noise = new Noise(outbox, "noise");
        for (var result = 0; result < 5_000; result++) noise.Commit(DeliveryClass.Normal, Cancellation);
        await outbox.FlushAsync(Cancellation);
        await outbox.RelieveAsync();

        Assert.InRange(files.Most, 1, OutboxOptions.SmallestHardLimitBytes);
        var tally = outbox.TallyOf("noise", noise.Binding.Version);
        var points = Drain(outbox, DeliveryClass.Normal);
        AssertDroppedFromTheFront(points, noise.Committed, tally);
        var first = points.Find(point => !Noise.Is(point))!;
        Assert.Equal("eventedge_gap", first.Measurement);
        Assert.Equal(
            ["binding=noise", "class=normal", "node=n1", "reason=outbox full"], first.Tags.Select(tag => $"{tag.Key}={tag.Value}"));
        Assert.Equal(1, Number(first, "from_seconds"));
    }

    [Fact]
    public async Task Results_of_other_bindings_stay_and_committing_waits_once_only_those_are_left()
    {
        await using var outbox = Open(_disk);
        outbox.DropOldestOf(["noise"]);
        var (kept, noise) = (new Noise(outbox, "kept"), new Noise(outbox, "noise"));
        for (var result = 0; result < 500; result++)
        {
            kept.Commit(DeliveryClass.Normal, Cancellation);
            for (var more = 0; more < 5; more++) noise.Commit(DeliveryClass.Normal, Cancellation);
        }

        await kept.FillAsync(DeliveryClass.Normal, Cancellation);
        Assert.Equal(default, outbox.TallyOf("kept", kept.Binding.Version));
        var tally = outbox.TallyOf("noise", noise.Binding.Version);
        Assert.InRange(tally.Dropped, 1, noise.Committed);
        var records = DrainRecords(outbox, DeliveryClass.Normal);
        Assert.Equal(Enumerable.Range(1, kept.Committed), Noise.Numbers(PointsOf(records, "kept")));
        AssertDroppedFromTheFront(PointsOf(records, "noise"), noise.Committed, tally);
    }

    [Fact]
    public async Task The_least_urgent_class_gives_first_and_an_alarm_only_when_its_binding_says_so()
    {
        await using var outbox = Open(_disk);
        outbox.DropOldestOf(["bulk", "normal"]);
        var (alarm, normal, bulk) = (new Noise(outbox, "alarm"), new Noise(outbox, "normal"), new Noise(outbox, "bulk"));
        for (var result = 0; result < 1_000; result++)
        {
            bulk.Commit(DeliveryClass.Bulk, Cancellation);
            if (result < 500) normal.Commit(DeliveryClass.Normal, Cancellation);
        }

        while (outbox.TallyOf("bulk", bulk.Binding.Version).Dropped == 0)
        {
            alarm.Commit(DeliveryClass.Alarm, Cancellation);
            await outbox.RelieveAsync();
        }

        Assert.Equal(0, outbox.TallyOf("normal", normal.Binding.Version).Dropped);
        await alarm.FillAsync(DeliveryClass.Alarm, Cancellation);
        Assert.InRange(outbox.TallyOf("normal", normal.Binding.Version).Dropped, 1, normal.Committed);
        Assert.Equal(Enumerable.Range(1, alarm.Committed), Noise.Numbers(Drain(outbox, DeliveryClass.Alarm)));
    }

    [Fact]
    public async Task What_was_handed_to_the_uplink_is_not_dropped()
    {
        await using var outbox = Open(_disk);
        var noise = new Noise(outbox, "noise");
        for (var result = 0; result < 100; result++) noise.Commit(DeliveryClass.Normal, Cancellation);
        await outbox.FlushAsync(Cancellation);
        var offered = outbox.TryNext(DeliveryClass.Normal, 50)!;
        outbox.DropOldestOf(["noise"]);
        for (var result = 0; result < 5_000; result++) noise.Commit(DeliveryClass.Normal, Cancellation);
        await outbox.FlushAsync(Cancellation);
        await outbox.RelieveAsync();

        outbox.Rewind(DeliveryClass.Normal);
        Assert.InRange(outbox.TallyOf("noise", noise.Binding.Version).Dropped, 1, noise.Committed);
        Assert.Equal(Enumerable.Range(1, 50), Noise.Numbers(Drain(outbox, DeliveryClass.Normal)).Take(50));
        Assert.Equal(50, offered.LastSequence);
    }

    [Fact]
    public async Task A_power_cut_at_any_operation_leaves_the_old_results_or_the_notice_and_the_ledger_right()
    {
        var random = new Random(1);
        var moment = 1;
        while (await IsMetAsync(moment, random)) moment++;
        // Its file and its name; what it replaces is a block of the same name.
        Assert.InRange(moment, 5, 500);
    }

    private async Task<bool> IsMetAsync(int moment, Random random)
    {
        var disk = new SimulatedDisk();
        var outbox = Open(disk);
        var noise = new Noise(outbox, "noise");
        await noise.FillAsync(DeliveryClass.Normal, Cancellation);
        var wasMet = DownsamplingCrashTests.FailFrom(disk, moment);
        outbox.DropOldestOf(["noise"]);
        await outbox.RelieveAsync();
        var met = wasMet();
        disk.CutPower(() => random.Next(2) == 0);
        await outbox.DisposeAsync();

        await using var again = Open(disk);
        Assert.Equal(noise.Committed, again.CursorOf("noise", noise.Binding.Version));
        var tally = again.TallyOf("noise", noise.Binding.Version);
        AssertDroppedFromTheFront(Drain(again, DeliveryClass.Normal), noise.Committed, tally);
        return met;
    }

    private static void AssertDroppedFromTheFront(IReadOnlyList<Point> points, int committed, PointTally tally)
    {
        var kept = Noise.Numbers(points).ToList();
        Assert.Equal(Enumerable.Range(committed - kept.Count + 1, kept.Count), kept);
        Assert.Equal(committed - kept.Count, tally.Dropped);
        var notices = points.Where(point => !Noise.Is(point)).ToList();
        Assert.Equal(tally.Dropped, notices.Sum(notice => Number(notice, "points")));
        Assert.Equal(tally.Notices, notices.Count);
        Assert.Equal(notices.Count, notices.Select(notice => notice.Time).Distinct().Count());
    }

    private static double Number(Point point, string field) => point.Fields.Single(each => each.Key == field).Value.AsNumber;

    private static List<Point> PointsOf(List<OutboxRecord> records, string binding) =>
        [.. records.Where(record => record.Binding == binding).SelectMany(record => record.Points)];

    private static List<Point> Drain(ResultOutbox outbox, DeliveryClass deliveryClass) =>
        [.. DrainRecords(outbox, deliveryClass).SelectMany(record => record.Points)];

    private static List<OutboxRecord> DrainRecords(ResultOutbox outbox, DeliveryClass deliveryClass)
    {
        List<OutboxRecord> records = [];
        var next = outbox.HighestAcknowledged(deliveryClass) + 1;
        while (outbox.TryNext(deliveryClass, 500) is { } batch)
        {
            Assert.Equal(next, batch.FirstSequence);
            next = batch.LastSequence + 1;
            records.AddRange(batch.Records);
            outbox.Acknowledge(deliveryClass, batch.LastSequence);
        }

        return records;
    }

    private ResultOutbox Open(ILogFiles files)
    {
        var options = new OutboxOptions
        { Directory = "/data/outbox", HardLimitBytes = OutboxOptions.SmallestHardLimitBytes, Node = "n1", BacklogLimit = int.MaxValue };
        return ResultOutbox.Open(options, files, _time, NullLogger.Instance);
    }
}
