namespace EventEdge.EdgeBridge.Outbox;

/// <summary>What a lane needs of the whole outbox before a block takes the place of records: PersistCursors → TryReserve → Release.</summary>
internal interface IPassGate
{
    /// <summary>Makes the cursors durable that the records carry.</summary>
    /// <exception cref="IOException">The disk refused; nothing may be replaced.</exception>
    void PersistCursors();

    /// <summary>Sets room aside for a block beside what it replaces, so that no commit takes it; false when there is none.</summary>
    bool TryReserve(long bytes);

    /// <summary>The block is counted now, or will not come.</summary>
    void Release();
}
