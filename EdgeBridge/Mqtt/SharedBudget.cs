namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// Bounds what clients leave with the broker, in number and in bytes of memory, in all and by owner: nobody takes all of it from everybody
/// else. Used under its keeper's lock.
/// </summary>
internal sealed class SharedBudget(int countLimit, long bytesLimit, double ownerShare)
{
    private readonly Dictionary<string, Use> _owners = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes they take.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether one of that owner and size has room where another goes.</summary>
    /// <param name="owner">Whose it is; empty for our own and for clients nobody asks who they are, which have no share.</param>
    /// <param name="bytes">What it takes.</param>
    /// <param name="goneOwner">Whose the one is that goes; null when none goes.</param>
    /// <param name="goneBytes">What that one takes.</param>
    public bool HasCapacity(string owner, long bytes, string? goneOwner, long goneBytes)
    {
        var gone = goneOwner is null ? 0 : 1;
        if (Count - gone >= countLimit || Bytes - goneBytes + bytes > bytesLimit) return false;
        if (owner.Length == 0) return true;
        var own = _owners.GetValueOrDefault(owner);
        if (goneOwner == owner) own = new(own.Count - 1, own.Bytes - goneBytes);
        return own.Count < Math.Max(1, countLimit * ownerShare) && own.Bytes + bytes <= bytesLimit * ownerShare;
    }

    /// <summary>One is in.</summary>
    public void Add(string owner, long bytes) => Change(owner, 1, bytes);

    /// <summary>One is out.</summary>
    public void Remove(string owner, long bytes) => Change(owner, -1, -bytes);

    private void Change(string owner, int count, long bytes)
    {
        Count += count;
        Bytes += bytes;
        if (owner.Length == 0) return;
        var use = _owners.GetValueOrDefault(owner);
        use = new(use.Count + count, use.Bytes + bytes);
        if (use.Count == 0) _owners.Remove(owner);
        else _owners[owner] = use;
    }

    private readonly record struct Use(int Count, long Bytes);
}
