using EventEdge.Contracts.Measurements;

namespace EventEdge.EdgeBridge.Outbox.Records;

/// <summary>Consecutive records of one class.</summary>
/// <param name="Class">The class.</param>
/// <param name="FirstSequence">First sequence the first record stands for.</param>
/// <param name="LastSequence">Sequence of the last record; every number between the two is in the batch.</param>
/// <param name="Records">The records.</param>
public sealed record OutboxBatch(DeliveryClass Class, long FirstSequence, long LastSequence, IReadOnlyList<OutboxRecord> Records)
{
    /// <summary>Ranges before the batch that leave later.</summary>
    public IReadOnlyList<(long First, long Last)> Deferred { get; init; } = [];
}
