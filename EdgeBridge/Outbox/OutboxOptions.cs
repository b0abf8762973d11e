namespace EventEdge.EdgeBridge.Outbox;

/// <summary>How the outbox is deployed.</summary>
internal sealed record OutboxOptions
{
    /// <inheritdoc cref="EdgeOptions.SmallestOutboxLimitBytes"/>
    public const long SmallestHardLimitBytes = EdgeOptions.SmallestOutboxLimitBytes;

    /// <summary>The node's name, which goes into what the cloud is told about dropped results. Default <c>edge</c>.</summary>
    public string Node { get; init; } = "edge";

    /// <summary>Its directory; created when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// What somebody else remembers as committed, in the order of the classes; a class that ends before it begins a new numbering.
    /// </summary>
    public IReadOnlyList<long> CommittedBefore { get; init; } = [];

    /// <summary>
    /// Bytes of disk the outbox never exceeds, at least 1 MiB; at the limit committing waits, or the oldest results go. Default 1 GiB.
    /// </summary>
    public long HardLimitBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How long an acknowledgement may stay in memory only; after a crash that much is sent again. Default 1 s.</summary>
    public TimeSpan PositionInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Share of the usable bytes at which results begin to lose resolution, 0 to 1; 1 switches that off. Default 0.8.</summary>
    public double SoftLimit { get; init; } = 0.8;

    /// <summary>
    /// Records of a class behind which fresh ones do not wait: with more than these unread, the uplink is offered both in turn. Default
    /// 4,096.
    /// </summary>
    public int BacklogLimit { get; init; } = 4096;

    /// <summary>
    /// Nothing is committed, and the disk may take nothing: what waits is sent all the same, that it was sent is remembered where the disk
    /// lets it.
    /// </summary>
    public bool IsDraining { get; init; }

    /// <summary>Segment size of each class: small enough that a limit of any size is used in steps of about 3 %.</summary>
    internal int SegmentBytes => (int)Math.Clamp(HardLimitBytes / 32, 32 * 1024, 4 * 1024 * 1024);

    /// <summary>
    /// Bytes that records and blocks may take when nothing is on its way to the disk; the rest is for the position file and its reserve.
    /// </summary>
    internal long FilledBytes => HardLimitBytes - (64 * 1024) - (2L * SegmentBytes);

    /// <summary>
    /// Bytes up to which the outbox is calm: what waits in it may be sent by a drain that leaves no trace, and what a start finds in it is
    /// therefore not merged. So little that what is not merged, and compressed all the same, costs next to nothing.
    /// </summary>
    internal long CalmBytes(int classes) =>
        Math.Max((long)((HardLimitBytes - ReservedBytes(classes)) * SoftLimit) / 4, (classes + 1L) * SegmentBytes);

    /// <summary>
    /// Room kept for what was accepted and is not yet on the disk, at most a segment's worth a class, torn over two segments; and for a
    /// downsampled block beside the records it replaces.
    /// </summary>
    internal long ReservedBytes(int classes) => ((2L * classes) + 1) * SegmentBytes;
}
