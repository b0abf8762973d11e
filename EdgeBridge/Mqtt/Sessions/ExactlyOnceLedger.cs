namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// The QoS 2 messages one client has sent and not yet released: until its PUBREL comes, a packet identifier stands for one message, however
/// often it is sent. Part of the client's session, in memory: it lives over reconnects and ends with the session, so that the identifiers
/// of a client that begins anew are new ones. Takes 8 KiB at most, apart from what the intake has not answered yet: of the others a bit is
/// left.
/// </summary>
internal sealed class ExactlyOnceLedger
{
    private const int SweepAt = 64;
    private const int Words = (ushort.MaxValue + 1) / 64;

    private static readonly Task<bool> Accepted = Task.FromResult(true);

    private readonly Lock _gate = new();
    private Dictionary<ushort, Task<bool>>? _open;
    private ulong[]? _accepted;
    private int _acceptedCount;

    /// <summary>How many await their PUBREL.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _acceptedCount + (_open?.Count ?? 0);
        }
    }

    /// <summary>Bytes of memory it takes, roughly.</summary>
    public long Footprint => (_accepted is null ? 0 : Words * sizeof(ulong)) + (200L * (_open?.Count ?? 0));

    /// <summary>The acceptance of the first copy, when there was one and it has not failed.</summary>
    public Task<bool>? Find(ushort packetId)
    {
        lock (_gate)
        {
            if (IsAccepted(packetId)) return Accepted;
            if (_open is null || !_open.TryGetValue(packetId, out var first)) return null;
            return first.IsCompleted && !(first.IsCompletedSuccessfully && first.Result) ? null : first;
        }
    }

    /// <summary>A first copy has come.</summary>
    public void Add(ushort packetId, Task<bool> accepted)
    {
        lock (_gate)
        {
            _open ??= [];
            if (_open.Count >= SweepAt) Sweep();
            _open[packetId] = accepted;
        }
    }

    /// <summary>PUBREL has come: the identifier may be used for another message; false when it stood for none.</summary>
    public bool Release(ushort packetId)
    {
        lock (_gate)
        {
            if (!IsAccepted(packetId)) return _open?.Remove(packetId) ?? false;
            _accepted![packetId / 64] &= ~(1UL << (packetId % 64));
            _acceptedCount--;
            return true;
        }
    }

    private bool IsAccepted(ushort packetId) => _accepted is { } bits && (bits[packetId / 64] & (1UL << (packetId % 64))) != 0;

    // What was answered needs no task any more: what was taken leaves a bit, what was not leaves nothing.
    private void Sweep()
    {
        foreach (var (packetId, answer) in _open!)
        {
            if (!answer.IsCompleted) continue;
            _open.Remove(packetId);
            if (!answer.IsCompletedSuccessfully || !answer.Result) continue;
            _accepted ??= new ulong[Words];
            _accepted[packetId / 64] |= 1UL << (packetId % 64);
            _acceptedCount++;
        }
    }
}
