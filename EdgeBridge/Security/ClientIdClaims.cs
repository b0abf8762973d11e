namespace EventEdge.EdgeBridge.Security;

/// <summary>Whose a client id is while it is connected: a second connection takes it over only for the same user.</summary>
internal sealed class ClientIdClaims
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string User, int Connections)> _held = new(StringComparer.Ordinal);

    /// <summary>Takes the id for one more connection; false when it is somebody else's.</summary>
    public bool TryTake(string clientId, string user)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(clientId, out var held) && held.User != user) return false;
            _held[clientId] = (user, held.Connections + 1);
            return true;
        }
    }

    /// <summary>One connection of it has ended.</summary>
    public void Release(string clientId)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(clientId, out var held)) return;
            if (held.Connections <= 1) _held.Remove(clientId);
            else _held[clientId] = held with { Connections = held.Connections - 1 };
        }
    }
}
