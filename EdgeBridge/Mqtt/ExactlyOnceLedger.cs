using System.Collections.Concurrent;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// The QoS 2 messages accepted and not yet released, by client: until its PUBREL comes, a packet identifier stands for one message, however
/// often it is sent. Kept across reconnects of the same client, in memory, for at most <see cref="ClientLimit"/> clients.
/// </summary>
internal sealed class ExactlyOnceLedger
{
    /// <summary>Most clients remembered while away.</summary>
    public const int ClientLimit = 10_000;

    private readonly ConcurrentDictionary<string, Client> _clients = new(StringComparer.Ordinal);

    /// <summary>The client's entries; a clean start forgets the old ones.</summary>
    public Client Open(string clientId, bool cleanStart)
    {
        if (cleanStart) _clients.TryRemove(clientId, out _);
        if (!_clients.TryGetValue(clientId, out var client))
        {
            client = _clients.Count < ClientLimit ? _clients.GetOrAdd(clientId, _ => new Client()) : new Client();
        }

        client.Join();
        return client;
    }

    /// <summary>A connection of the client is gone; nothing is kept of one that has nothing open and no other connection.</summary>
    public void Close(string clientId, Client client)
    {
        if (client.Leave() && client.Count == 0) _clients.TryRemove(KeyValuePair.Create(clientId, client));
    }

    /// <summary>One client's open packet identifiers.</summary>
    internal sealed class Client
    {
        private readonly Dictionary<ushort, Task<bool>> _open = [];

        private int _connections;

        /// <summary>How many await their PUBREL.</summary>
        public int Count
        {
            get
            {
                lock (_open) return _open.Count;
            }
        }

        /// <summary>A connection uses it.</summary>
        public void Join() => Interlocked.Increment(ref _connections);

        /// <summary>A connection does not any more; true when it was the last.</summary>
        public bool Leave() => Interlocked.Decrement(ref _connections) <= 0;

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
}
