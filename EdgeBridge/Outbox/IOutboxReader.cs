using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// The uplink's view of the outbox: for each class a dense sequence of committed records, read in order and acknowledged in order.
/// One caller at a time for each class.
/// </summary>
public interface IOutboxReader
{
    /// <summary>
    /// Identifies this outbox's numbering: a new data directory has a new one, so that its sequence 1 is not mistaken for an old one.
    /// </summary>
    Guid Epoch { get; }

    /// <summary>The first record of this numbering in a class: 1, unless the numbering began within the numbers of another one.</summary>
    long NumberingFrom(DeliveryClass deliveryClass) => 1;

    /// <summary>When this numbering began, by this node's clock; null where that is not known.</summary>
    DateTimeOffset? NumberingBegun => null;

    /// <summary>
    /// Takes to heart what the cloud says about this node's numbers: it is kept for the ledger, and where this numbering has forked,
    /// another one begins with what is not confirmed. With nothing on its way only, and <see cref="Rewind"/> comes next. False when it was
    /// known.
    /// </summary>
    /// <exception cref="IOException">The disk refused; nothing has changed.</exception>
    bool Heed(NodeNotice notice, DateTimeOffset now) => false;

    /// <summary>
    /// The next batch of fresh records after the previous one, at most <paramref name="pointLimit"/> points unless one record alone holds
    /// more; null when nothing is waiting right now.
    /// </summary>
    OutboxBatch? TryNext(DeliveryClass deliveryClass, int pointLimit);

    /// <summary>
    /// The next batch of the backlog that fresh records leave ahead of; null when nothing is deferred. What is to be deferred is decided
    /// by <see cref="TryNext"/>.
    /// </summary>
    OutboxBatch? TryNextDeferred(DeliveryClass deliveryClass, int pointLimit);

    /// <summary>Completes when a class has something fresh to read, or at once when it already has.</summary>
    Task WaitAsync(DeliveryClass deliveryClass, CancellationToken cancellation);

    /// <summary>
    /// The batch that ends with the sequence has reached the bus for good, and so have those handed out before it: of the fresh ones, if it
    /// was one of these, or of the backlog. Their space may be freed.
    /// </summary>
    void Acknowledge(DeliveryClass deliveryClass, long lastSequence);

    /// <summary>Starts again behind the last acknowledged record (after a lost connection).</summary>
    void Rewind(DeliveryClass deliveryClass);

    /// <summary>Records and points that wait.</summary>
    OutboxDepth Depth { get; }
}

/// <summary>What waits in the outbox.</summary>
/// <param name="Records">Committed and not acknowledged.</param>
/// <param name="Points">Points in them.</param>
/// <param name="Bytes">Bytes on disk.</param>
public readonly record struct OutboxDepth(long Records, long Points, long Bytes);
