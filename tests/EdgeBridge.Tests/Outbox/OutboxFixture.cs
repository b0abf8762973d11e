using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>An outbox of 1 MiB on a disk that forgets what was not synced, in virtual time.</summary>
public abstract class OutboxFixture
{
    private protected SimulatedDisk Disk { get; } = new();

    private protected FakeTimeProvider Time { get; } = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected static long Commit(
        ResultOutbox outbox, long cursor, DeliveryClass deliveryClass = DeliveryClass.Normal, int points = 1) =>
        outbox.Commit(Some.Binding, cursor, deliveryClass, Some.Points(points), Cancellation);

    private protected static List<long> Sequences(OutboxBatch? batch)
    {
        Assert.NotNull(batch);
        Assert.Equal((batch.FirstSequence, batch.LastSequence), (batch.Records[0].Sequence, batch.Records[^1].Sequence));
        return [.. batch.Records.Select(record => record.Sequence)];
    }

    private protected static void AcknowledgeAll(ResultOutbox outbox, DeliveryClass deliveryClass)
    {
        while (outbox.TryNext(deliveryClass, 100) is { } batch) outbox.Acknowledge(deliveryClass, batch.LastSequence);
    }

    // These points are so much alike that downsampling would hide the limit.
    private protected ResultOutbox Open(SimulatedDisk? disk = null)
    {
        var options = new OutboxOptions
        {
            Directory = "/data/outbox", HardLimitBytes = OutboxOptions.SmallestHardLimitBytes, SoftLimit = 1,
            BacklogLimit = int.MaxValue
        };
        return ResultOutbox.Open(options, (disk ?? Disk).NewProcess(), Time, NullLogger.Instance);
    }
}
