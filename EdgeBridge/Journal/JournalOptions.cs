namespace EventEdge.EdgeBridge.Journal;

/// <summary>How the journal is deployed.</summary>
internal sealed record JournalOptions
{
    /// <summary>Its directory; created when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>The lowest position a new entry may get; see <see cref="Storage.LogOptions.ContinueFrom"/>. Default 1.</summary>
    public long ContinueFrom { get; init; } = 1;

    /// <summary>Size of a segment file; the largest message must fit. Default 16 MiB.</summary>
    public int SegmentBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Newest bytes kept in memory for the dispatcher. Default 8 MiB.</summary>
    public long TailBytesLimit { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes that may wait for the disk before taking a message blocks. Default 32 MiB.</summary>
    public long PendingBytesLimit { get; init; } = 32 * 1024 * 1024;

    /// <summary>How long taking a message may block before it is refused. Default 30 s.</summary>
    public TimeSpan AppendTimeLimit { get; init; } = TimeSpan.FromSeconds(30);
}
