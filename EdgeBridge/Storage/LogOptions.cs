namespace EventEdge.EdgeBridge.Storage;

/// <summary>How one log is deployed: where it lies and where its bounds are.</summary>
internal sealed record LogOptions
{
    /// <summary>The directory that belongs to this log alone; created when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// The lowest sequence a new record may get. Others remember sequences of this log; where its files end before what they remember,
    /// numbers would otherwise be given a second time. Default 1.
    /// </summary>
    public long ContinueFrom { get; init; } = 1;

    /// <summary>Nothing is appended: what is in the files is served as it is found, also where the disk does not confirm it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Size of a segment file, reserved when it is created. A record must fit into one. Default 16 MiB.</summary>
    public int SegmentBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Bytes that may wait for the disk before <see cref="SegmentedLog.Append(byte, ReadOnlySpan{byte})"/> blocks. Default 32 MiB.
    /// </summary>
    public long PendingBytesLimit { get; init; } = 32 * 1024 * 1024;

    /// <summary>Bytes one disk sync may cover. Default 4 MiB.</summary>
    public int BatchBytesLimit { get; init; } = 4 * 1024 * 1024;

    /// <summary>Newest committed bytes kept in memory for readers that keep up. Default 8 MiB.</summary>
    public long TailBytesLimit { get; init; } = 8 * 1024 * 1024;

    /// <summary>How long an append may wait for room before it gives up. Default 30 s.</summary>
    public TimeSpan AppendTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long closing may take to commit what waits. Default 30 s.</summary>
    public TimeSpan CloseTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a write and its sync may take until the log says that the disk hangs. Default 3 s.</summary>
    public TimeSpan HangLimit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>What that is measured with.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// How soon a disk that refused is asked again, with a new segment; doubled three times while it goes on refusing. Default 500 ms.
    /// </summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMilliseconds(500);
}
