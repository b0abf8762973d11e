namespace EventEdge.EdgeBridge.Outbox.Records;

/// <summary>
/// Part of a class that leaves in order, from its first record up to where the next range begins. While a backlog waits, fresh records are
/// a range of their own and leave ahead of it.
/// </summary>
/// <param name="First">Its first sequence.</param>
/// <param name="Acknowledged">Everything from <paramref name="First"/> up to here has reached the bus; one less than it at first.</param>
/// <param name="Offered">Everything from <paramref name="First"/> up to here has been handed to the uplink, perhaps more than once.</param>
/// <param name="Promised">What the position file says of <paramref name="Offered"/>: never less, and a little ahead so that not every batch
/// costs a sync.</param>
internal sealed record OffsetRange(long First, long Acknowledged, long Offered, long Promised)
{
    /// <summary>A range of which nothing has left.</summary>
    public static OffsetRange From(long first) => new(first, first - 1, first - 1, first - 1);
}
