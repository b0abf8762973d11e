namespace EventEdge.Hosting.Http;

/// <summary>How many connections each peer has open, up to a limit. Any thread.</summary>
internal sealed class ConnectionCount(int limit)
{
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>One more; false when the peer has as many as it may.</summary>
    public bool TryTake(string peer)
    {
        lock (_open)
        {
            var count = _open.GetValueOrDefault(peer);
            if (count >= limit) return false;
            _open[peer] = count + 1;
            return true;
        }
    }

    /// <summary>One less.</summary>
    public void Release(string peer)
    {
        lock (_open)
        {
            if (_open[peer]-- == 1) _open.Remove(peer);
        }
    }
}
