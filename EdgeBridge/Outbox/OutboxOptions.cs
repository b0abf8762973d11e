namespace EventEdge.EdgeBridge.Outbox;

/// <summary>How the outbox is deployed.</summary>
internal sealed record OutboxOptions
{
    /// <summary>Smallest limit that leaves each class room to work.</summary>
    public const long SmallestHardLimitBytes = 1024 * 1024;

    /// <summary>Its directory; created when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>What somebody else remembers as committed, in the order of the classes; a class that ends before it begins a new numbering.</summary>
    public IReadOnlyList<long> CommittedBefore { get; init; } = [];

    /// <summary>Bytes of disk the outbox never exceeds, at least 1 MiB; at the limit committing waits for acknowledgements. Default 1 GiB.</summary>
    public long HardLimitBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How long an acknowledgement may stay in memory only; after a crash that much is sent again. Default 1 s.</summary>
    public TimeSpan PositionInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Segment size of each class: small enough that a limit of any size is used in steps of about 3 %.</summary>
    internal int SegmentBytes => (int)Math.Clamp(HardLimitBytes / 32, 32 * 1024, 4 * 1024 * 1024);

    /// <summary>Room kept for what was accepted and is not yet on the disk: at most a segment's worth a class, torn over two segments.</summary>
    internal long ReservedBytes(int classes) => 2L * classes * SegmentBytes;
}
