using System.Collections.Concurrent;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Messages;

namespace EventEdge.EdgeBridge.Retransmissions;

/// <summary>
/// Recognises a message that a sensor sends again because it never saw the acknowledgement: DUP flag, and the same client, packet
/// identifier, topic and payload as one that is journalled. Bounded: the last <see cref="ClientPackets.PacketLimit"/> messages of a client,
/// which is as many as the embedded broker lets it have unacknowledged, and <see cref="BytesLimit"/> over all; beyond it the clients heard
/// longest ago are forgotten. A retransmission that is not recognised is journalled as a new message: nothing is lost by forgetting.
/// </summary>
internal sealed class RetransmissionMemory(MessageJournal journal, long bytesLimit = RetransmissionMemory.BytesLimit)
{
    /// <summary>Most bytes of memory, roughly.</summary>
    public const long BytesLimit = 32 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, RetransmissionClient> _clients = new(StringComparer.Ordinal);
    private readonly HashSet<string> _saved = new(StringComparer.Ordinal);
    private readonly Lock _forgetting = new();
    private long _bytes;
    private long _resent;

    /// <summary>Retransmissions recognised since the data directory was made; a crash forgets those since the last save.</summary>
    public long Resent => Volatile.Read(ref _resent);

    /// <summary>Clients remembered.</summary>
    public int ClientCount => _clients.Count;

    /// <summary>Bytes of memory taken, roughly.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>
    /// Journals a QoS 1 or 2 message unless its first copy is there already. Fails as <see cref="MessageJournal.Append"/> does.
    /// </summary>
    public PassedMessage Pass(in ReceivedMessage message, DateTimeOffset receivedAt)
    {
        // A last will is sent by the broker itself, under no identifier.
        if (message.PacketId == 0) return new(journal.Append(message, receivedAt), IsRetransmission: false);
        var passed = ClientOf(message.ClientId).Pass(message, journal, receivedAt);
        if (passed.IsRetransmission) Interlocked.Increment(ref _resent);
        else if (passed.Grown > 0) Grow(passed.Grown);
        return passed;
    }

    /// <summary>Whether the message is a retransmission: one needs no room, so it can be acknowledged when nothing new can.</summary>
    public bool Knows(in ReceivedMessage message) =>
        message.Duplicate && _clients.TryGetValue(message.ClientId, out var client) && client.Knows(message);

    /// <summary>A client has released a QoS 2 message: it will not send it again.</summary>
    public void Release(string clientId, ushort packetId)
    {
        if (_clients.TryGetValue(clientId, out var client)) client.Release(packetId);
    }

    /// <summary>A client has begun a new session: it sends nothing of the one before again.</summary>
    public void Forget(string clientId)
    {
        if (_clients.TryRemove(clientId, out var client)) Interlocked.Add(ref _bytes, -client.Bytes);
    }

    /// <summary>Puts back what was saved; journal positions that are not in the journal belong to one that was lost.</summary>
    public void Restore(IEnumerable<SavedClient> clients, long resent)
    {
        _resent = resent;
        foreach (var client in clients)
        {
            _saved.Add(client.Id);
            foreach (var packet in client.Packets.Where(p => p.Sequence < journal.NextSequence)) Restore(client.Id, packet);
            if (_clients.TryGetValue(client.Id, out var restored)) restored.AcceptAll();
        }
    }

    /// <summary>Takes in a message that the journal kept.</summary>
    public void Restore(string clientId, in SavedPacket packet)
    {
        var grown = ClientOf(clientId).Restore(packet.Id, packet.Digest, packet.Sequence);
        if (grown > 0) Grow(grown);
    }

    /// <summary>
    /// What changed since the last <see cref="Accept"/>, and durable messages only: what is saved must never be all there is. One caller.
    /// </summary>
    public RetransmissionChanges Changes()
    {
        var committed = journal.CommittedSequence;
        var through = committed;
        var changed = new List<SavedClient>();
        foreach (var client in _clients.Values)
        {
            through = Math.Min(through, client.CompleteThrough);
            if (client.IsChanged) changed.Add(client.Save(committed));
        }

        return new RetransmissionChanges(through, Resent, changed, [.. _saved.Where(id => !_clients.ContainsKey(id))]);
    }

    /// <summary>The changes are saved.</summary>
    public void Accept(RetransmissionChanges changes)
    {
        _saved.ExceptWith(changes.Forgotten);
        foreach (var saved in changes.Changed)
        {
            _saved.Add(saved.Id);
            if (_clients.TryGetValue(saved.Id, out var client)) client.Accept(saved.Version);
        }
    }

    private RetransmissionClient ClientOf(string id)
    {
        if (_clients.TryGetValue(id, out var known)) return known;
        var created = new RetransmissionClient(id);
        var client = _clients.GetOrAdd(id, created);
        if (client == created) Grow(client.Bytes);
        return client;
    }

    private void Grow(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= bytesLimit || !_forgetting.TryEnter()) return;
        try
        {
            Forget();
        }
        finally
        {
            _forgetting.Exit();
        }
    }

    // An eighth at a time, so that a flood of client identifiers does not sort all of them for each.
    private void Forget()
    {
        var target = bytesLimit - (bytesLimit / 8);
        foreach (var client in _clients.Values.OrderBy(c => c.Newest).ToList())
        {
            if (Bytes <= target) return;
            if (_clients.TryRemove(KeyValuePair.Create(client.Id, client))) Interlocked.Add(ref _bytes, -client.Bytes);
        }
    }
}
