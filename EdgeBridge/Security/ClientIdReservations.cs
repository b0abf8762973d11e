namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// Whose a client id is: the user's who has used it, while it is connected and for some time after that, so that nobody slips into the id,
/// and what permissions name it by, of a device that is switched off for the night. Bounded; the ids not used for longest are free again
/// first, of a user with many before those of others.
/// </summary>
internal sealed class ClientIdReservations(TimeProvider time, TimeSpan memory, int memoryLimit = ClientIdReservations.MemoryLimit)
{
    /// <summary>Most ids remembered of clients that are away.</summary>
    public const int MemoryLimit = 50_000;

    /// <summary>Most bytes of memory they take, roughly.</summary>
    public const long BytesLimit = 16L << 20;

    private const int Overhead = 200; // Objects of one, roughly.

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string User, int Connections, bool Stays)> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<(string ClientId, string User, long Since)>> _away = new(StringComparer.Ordinal);
    private readonly LinkedList<(string ClientId, string User, long Since)> _oldest = [];
    private readonly Dictionary<string, (int Count, long Bytes)> _shares = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Takes the id for one more connection; false when it is somebody else's.</summary>
    /// <param name="clientId">The id.</param>
    /// <param name="user">Whose it is to be.</param>
    /// <param name="stays">Whether it means something, and is to stay the user's: not where a certificate says who is there.</param>
    public bool TryTake(string clientId, string user, bool stays)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(clientId, out var held) && held.User != user) return false;
            if (stays && _away.TryGetValue(clientId, out var away))
            {
                if (away.Value.User != user && time.GetElapsedTime(away.Value.Since) < memory) return false;
                Forget(away);
            }

            _held[clientId] = (user, held.Connections + 1, stays);
            return true;
        }
    }

    /// <summary>One connection of it has ended.</summary>
    public void Release(string clientId)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(clientId, out var held)) return;
            if (held.Connections > 1)
            {
                _held[clientId] = held with { Connections = held.Connections - 1 };
                return;
            }

            _held.Remove(clientId);
            if (held.Stays) Add(clientId, held.User);
        }
    }

    /// <summary>The id was the user's in an earlier run.</summary>
    public void Remember(string user, string clientId)
    {
        lock (_gate)
        {
            if (!_held.ContainsKey(clientId) && !_away.ContainsKey(clientId)) Add(clientId, user);
        }
    }

    private void Add(string clientId, string user)
    {
        // Nobody is kept apart where nobody says who it is.
        if (user.Length == 0) return;
        _away[clientId] = _oldest.AddLast((clientId, user, time.GetTimestamp()));
        Change(user, 1, BytesOf(clientId));
        while (_shares[user] is { Count: > 1 } share && (share.Count > memoryLimit / 10 || share.Bytes > BytesLimit / 10))
            Forget(FirstOf(user));
        while (_away.Count > memoryLimit || _bytes > BytesLimit) Forget(_oldest.First!);
    }

    private LinkedListNode<(string ClientId, string User, long Since)> FirstOf(string user)
    {
        var node = _oldest.First!;
        while (node.Value.User != user) node = node.Next!;
        return node;
    }

    private void Change(string user, int count, long bytes)
    {
        var share = _shares.GetValueOrDefault(user);
        if (share.Count + count == 0) _shares.Remove(user);
        else _shares[user] = (share.Count + count, share.Bytes + bytes);
        _bytes += bytes;
    }

    private static long BytesOf(string clientId) => Overhead + (2L * clientId.Length);

    private void Forget(LinkedListNode<(string ClientId, string User, long Since)> away)
    {
        _away.Remove(away.Value.ClientId);
        _oldest.Remove(away);
        Change(away.Value.User, -1, -BytesOf(away.Value.ClientId));
    }
}
