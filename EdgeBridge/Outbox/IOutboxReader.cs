using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// The uplink's view of the outbox: for each class a dense sequence of committed records, read in order and acknowledged in order.
/// One caller at a time for each class.
/// </summary>
public interface IOutboxReader
{
    /// <summary>Identifies this outbox's numbering: a new data directory has a new one, so that its sequence 1 is not mistaken for an old one.</summary>
    Guid Epoch { get; }

    /// <summary>The first record of this numbering in a class: 1, unless the numbering began within the numbers of another one.</summary>
    long NumberingFrom(DeliveryClass deliveryClass) => 1;

    /// <summary>
    /// Takes to heart what the cloud says about this node's numbers: it is kept for the ledger, and where this numbering has forked, another one begins with what
    /// is not confirmed. With nothing on its way only, and <see cref="Rewind"/> comes next. False when it was known.
    /// </summary>
    /// <exception cref="IOException">The disk refused; nothing has changed.</exception>
    bool Heed(NodeNotice notice, DateTimeOffset now) => false;

    /// <summary>
    /// The next batch of fresh records after the previous one, at most <paramref name="pointLimit"/> points unless one record alone holds more; null when
    /// nothing is waiting right now.
    /// </summary>
    OutboxBatch? TryNext(DeliveryClass deliveryClass, int pointLimit);

    /// <summary>
    /// The next batch of the backlog that fresh records leave ahead of; null when nothing is held back. What is to be held back is decided by
    /// <see cref="TryNext"/>.
    /// </summary>
    OutboxBatch? TryNextDeferred(DeliveryClass deliveryClass, int pointLimit);

    /// <summary>Completes when a class has something fresh to read, or at once when it already has.</summary>
    Task WaitAsync(DeliveryClass deliveryClass, CancellationToken cancellation);

    /// <summary>
    /// The batch that ends with the sequence has reached the bus for good, and so have those handed out before it: of the fresh ones, if it was
    /// one of these, or of the backlog. Their space may be freed.
    /// </summary>
    void Acknowledge(DeliveryClass deliveryClass, long lastSequence);

    /// <summary>Starts again behind the last acknowledged record (after a lost connection).</summary>
    void Rewind(DeliveryClass deliveryClass);

    /// <summary>Records and points that wait.</summary>
    OutboxDepth Depth { get; }
}

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

/// <summary>One commit of one binding.</summary>
/// <param name="Sequence">Its place in its class, dense from 1; of a downsampled record the last place it stands for.</param>
/// <param name="Binding">The binding's name.</param>
/// <param name="BindingVersion">Hash of its declaration, 16 hexadecimal digits.</param>
/// <param name="Cursor">Journal position up to which the binding counts as emitted; 0 when not journalled.</param>
/// <param name="Points">The results; may be empty.</param>
public sealed record OutboxRecord(long Sequence, string Binding, string BindingVersion, long Cursor, IReadOnlyList<Point> Points)
{
    /// <summary>The first place it stands for: less than <see cref="Sequence"/> once records were downsampled into one.</summary>
    public long FirstSequence { get; init; } = Sequence;

    /// <summary>Further results that were committed with it and are part of others: corrections of merged windows that added nothing.</summary>
    public int Merged { get; init; }

    /// <summary>What its points take in a frame.</summary>
    internal FrameWeight Weight => Points.Aggregate(default(FrameWeight), (sum, point) => sum + FrameWeight.Of(Binding, point));
}

/// <summary>What waits in the outbox.</summary>
/// <param name="Records">Committed and not acknowledged.</param>
/// <param name="Points">Points in them.</param>
/// <param name="Bytes">Bytes on disk.</param>
public readonly record struct OutboxDepth(long Records, long Points, long Bytes);
