namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>
/// The room of the whole outbox, which a queue needs a part of while a block stands beside what it replaces: TryReserve → Release.
/// </summary>
internal interface ICapacity
{
    /// <summary>Sets bytes aside, so that no commit takes them; false when there are not so many.</summary>
    bool TryReserve(long bytes);

    /// <summary>The block is counted now, or will not come.</summary>
    void Release();

    /// <summary>Makes durable how far windows may have been merged.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    void SavePosition();
}
