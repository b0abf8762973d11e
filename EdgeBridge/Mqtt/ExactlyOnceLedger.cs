namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// The QoS 2 messages one client has sent and not yet released: until its PUBREL comes, a packet identifier stands for one message, however often it
/// is sent. Part of the client's session, in memory: it lives over reconnects and ends with the session, so that the identifiers of a client that
/// begins anew are new ones.
/// </summary>
internal sealed class ExactlyOnceLedger
{
    private readonly Dictionary<ushort, Task<bool>> _open = [];

    /// <summary>How many await their PUBREL.</summary>
    public int Count
    {
        get
        {
            lock (_open) return _open.Count;
        }
    }

    /// <summary>The acceptance of the first copy, when there was one and it has not failed.</summary>
    public Task<bool>? Find(ushort packetId)
    {
        lock (_open)
        {
            if (!_open.TryGetValue(packetId, out var first)) return null;
            return first.IsCompleted && !(first.IsCompletedSuccessfully && first.Result) ? null : first;
        }
    }

    /// <summary>A first copy has come.</summary>
    public void Add(ushort packetId, Task<bool> accepted)
    {
        lock (_open) _open[packetId] = accepted;
    }

    /// <summary>PUBREL has come: the identifier may be used for another message; false when it stood for none.</summary>
    public bool Release(ushort packetId)
    {
        lock (_open) return _open.Remove(packetId);
    }
}
