using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Tests.Storage;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>
/// A correction of a merged window that adds nothing is no point of its own, and the ledger says so whenever the node ends.
/// </summary>
public sealed class MergedTallyTests
{
    private const int Devices = 20;
    private const int Pressed = 400;

    private readonly SimulatedDisk _disk = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_in_the_ledger_as_long_as_its_record_is_on_the_disk_and_no_longer()
    {
        var (outbox, binding, correction) = await PressedAsync();
        var before = outbox.TallyOf(binding.Name, binding.Version).Merged;
        Commit();
        await outbox.FlushAsync(Cancellation);
        Assert.Equal(before + 1, outbox.TallyOf(binding.Name, binding.Version).Merged);
        _disk.Kill();
        await outbox.DisposeAsync();

        outbox = Open();
        Assert.Equal(before + 1, outbox.TallyOf(binding.Name, binding.Version).Merged);
        _disk.SyncGate.Reset();
        Commit();
        Assert.Equal(before + 2, outbox.TallyOf(binding.Name, binding.Version).Merged);
        _disk.CutPower(() => false);
        _disk.SyncGate.Set();
        await outbox.DisposeAsync();

        outbox = Open();
        Assert.Equal(before + 1, outbox.TallyOf(binding.Name, binding.Version).Merged);
        await outbox.DisposeAsync();

        void Commit() => outbox.Commit(binding, 1_000_000, DeliveryClass.Normal, [correction], Cancellation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_counts_once_whether_its_record_leaves_or_is_merged_itself(bool merged)
    {
        var (outbox, binding, correction) = await PressedAsync();
        for (var count = 0; count < 50; count++)
            outbox.Commit(binding, 1_000_000 + count, DeliveryClass.Normal, [correction], Cancellation);
        await outbox.FlushAsync(Cancellation);
        var before = outbox.TallyOf(binding.Name, binding.Version).Merged;
        if (merged)
        {
            // Of another binding, so that nothing else of this one merges.
            for (var cursor = 0; cursor < 4000; cursor++)
                outbox.Commit(Outbox.Some.Binding, cursor, DeliveryClass.Normal, Outbox.Some.Points(3), Cancellation);
            await outbox.RelieveAsync();
            await outbox.FlushAsync(Cancellation);
        }

        var waiting = outbox.Depth.Points;
        var sent = 0L;
        while (outbox.TryNext(DeliveryClass.Normal, 500) is { } batch)
        {
            sent += batch.Records.Sum(record => record.Points.Count);
            outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
        }

        Assert.Equal(waiting, sent);
        var after = outbox.TallyOf(binding.Name, binding.Version).Merged;
        if (!merged) Assert.Equal(before, after);
        await outbox.DisposeAsync();
        await using var again = Open();
        Assert.Equal(after, again.TallyOf(binding.Name, binding.Version).Merged);
    }

    // A correction of the first window of a series, without anything that it adds.
    private async Task<(ResultOutbox Outbox, BindingIdentity Binding, Point Correction)> PressedAsync()
    {
        var outbox = Open();
        using var plant = new Plant(outbox, Devices);
        plant.Run(0, Pressed);
        await outbox.FlushAsync(Cancellation);
        await outbox.RelieveAsync();
        var first = outbox.TryNext(DeliveryClass.Normal, 1)!.Records[0];
        outbox.Rewind(DeliveryClass.Normal);
        Assert.Contains(first.Points[0].Fields, field => field.Key == DownsampledPoint.ResolutionField);
        return (outbox, new BindingIdentity(first.Binding, first.BindingVersion), first.Points[0] with { Revision = 1, Supplement = null });
    }

    private ResultOutbox Open() => ResultOutbox.Open(
        new OutboxOptions
        { Directory = "/data/outbox", HardLimitBytes = OutboxOptions.SmallestHardLimitBytes, BacklogLimit = int.MaxValue },
        _disk.NewProcess(),
        _time,
        NullLogger.Instance);
}
