namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// Something that fails for a while and is tried again and again: it is told when it begins and when it ends, and not in between. Safe for
/// concurrent use.
/// </summary>
internal sealed class Interruption
{
    private int _lasts;

    /// <summary>It fails; true when it did not before.</summary>
    public bool Begin() => Volatile.Read(ref _lasts) == 0 && Interlocked.Exchange(ref _lasts, 1) == 0;

    /// <summary>It works; true when it did not before.</summary>
    public bool End() => Volatile.Read(ref _lasts) == 1 && Interlocked.Exchange(ref _lasts, 0) == 1;
}
