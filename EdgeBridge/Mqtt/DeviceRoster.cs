using System.Collections.Concurrent;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>The clients that were let in, by client id; the newest connection of each.</summary>
internal sealed class DeviceRoster
{
    private readonly ConcurrentDictionary<string, DeviceConnection> _byId = new(StringComparer.Ordinal);

    /// <summary>The client's connection; null when it has none.</summary>
    public DeviceConnection? Find(string clientId) => _byId.GetValueOrDefault(clientId);

    /// <summary>A client was let in; an earlier connection of the same id makes room.</summary>
    public void Add(string clientId, DeviceConnection connection) => _byId[clientId] = connection;

    /// <summary>A connection has ended; nothing happens when a later one has its place.</summary>
    public void Remove(string clientId, DeviceConnection connection) => _byId.TryRemove(KeyValuePair.Create(clientId, connection));
}
