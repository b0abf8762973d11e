using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Mqtt.Sessions;

namespace EventEdge.EdgeBridge.Mqtt.Clients;

/// <summary>
/// Wills of clients that are connected, on disk about a second after they came: where the node dies, their connections are lost, and the
/// next run publishes what they left, unless they come back within a grace. No more than there are connections, none larger than a CONNECT
/// may be. Life: Restore, any number of clients, SaveChanges again and again by one, Close.
/// </summary>
internal sealed class ConnectedWills(DeviceEndpoint endpoint, SessionStore store)
{
    private const int SaveLimit = 256;
    private const int TurnLimit = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, (LastWill Will, TimeSpan Delay)> _current = [];
    private readonly Dictionary<SessionKey, Left> _left = [];
    private readonly HashSet<SessionKey> _changed = [];
    private long _restored;

    /// <summary>Takes over what clients left that were connected when an earlier run died.</summary>
    public void Restore()
    {
        _restored = endpoint.Time.GetTimestamp();
        foreach (var (key, kept) in store.LoadConnectedWills())
        {
            var will = new LastWill(endpoint) { IsOver = one => OverOfBefore(key, one) };
            will.Take(kept, endpoint.Gate.PermissionsOf(new(key.User, kept.Identity)));
            lock (_gate) _left[key] = new(will, kept);
            endpoint.Gate.Remember(key.User, key.ClientId);
        }
    }

    /// <summary>A client is there, with a will or without: what it left before is not due.</summary>
    public void Came(SessionKey key, LastWill will, TimeSpan delay)
    {
        if (!store.IsOnDisk) return;
        lock (_gate)
        {
            var hadOne = _current.Remove(key);
            if (_left.Remove(key, out var left))
            {
                left.Will.Cancel(); // It may be taken and not published yet.
                hadOne = true;
            }

            if (will.IsSet)
            {
                will.IsOver = one => Over(key, one);
                _current[key] = (will, delay);
            }

            if (will.IsSet || hadOne) _changed.Add(key);
        }
    }

    /// <summary>
    /// What is due, some at a time: its client has not come back in time. Each stays on disk until it is published, so that a stop
    /// meanwhile loses none.
    /// </summary>
    public List<LastWill> TakeDue()
    {
        lock (_gate)
        {
            if (_left.Count == 0) return [];
            var passed = endpoint.Time.GetElapsedTime(_restored);
            if (passed < endpoint.Options.WillGrace) return [];
            var due = _left.Values.Where(one => !one.IsTaken && passed >= one.Kept.Delay).Take(TurnLimit).ToList();
            foreach (var one in due) one.IsTaken = true;
            return due.ConvertAll(one => one.Will);
        }
    }

    /// <summary>
    /// Brings the disk up to date, some at a time: copies of all that a fleet leaves would take much memory. A disk that refuses is asked
    /// again the next time.
    /// </summary>
    public void SaveChanges()
    {
        while (Take() is { Count: > 0 } keys)
        {
            if (store.KeepConnectedWills(RowsOf(keys), isAll: false)) continue;
            lock (_gate) _changed.UnionWith(keys);
            return;
        }
    }

    /// <summary>
    /// The broker has stopped as it should: of this run nothing is due, of the one before only what is not published yet.
    /// </summary>
    public void Close()
    {
        lock (_gate) store.KeepConnectedWills(_left.Select(one => (one.Key, (PersistedWill?)one.Value.Kept)), isAll: true);
    }

    private List<SessionKey> Take()
    {
        lock (_gate)
        {
            List<SessionKey> keys = [.. _changed.Take(SaveLimit)];
            _changed.ExceptWith(keys);
            return keys;
        }
    }

    private List<(SessionKey Key, PersistedWill? Will)> RowsOf(List<SessionKey> keys)
    {
        List<(SessionKey Key, PersistedWill? Will)> rows = [];
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (!_current.TryGetValue(key, out var one)) rows.Add((key, null));
                else if (one.Will.Keep(one.Delay) is { } kept) rows.Add((key, kept)); // Otherwise it is just being published.
            }
        }

        return rows;
    }

    private void Over(SessionKey key, LastWill will)
    {
        lock (_gate)
        {
            if (_current.GetValueOrDefault(key).Will != will) return; // Its client has come with another.
            _current.Remove(key);
            _changed.Add(key);
        }
    }

    private void OverOfBefore(SessionKey key, LastWill will)
    {
        // Nobody has taken it, as the node stops: the next run publishes it.
        if (will.IsRefused && endpoint.Stopping.IsCancellationRequested) return;
        lock (_gate)
        {
            if (_left.GetValueOrDefault(key)?.Will == will) _left.Remove(key);
            _changed.Add(key);
        }
    }

    private sealed record Left(LastWill Will, PersistedWill Kept)
    {
        public bool IsTaken { get; set; }
    }
}
