using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Messages;

namespace EventEdge.EdgeBridge.Retransmissions;

/// <summary>
/// One client at the intake. Its messages pass one after the other, also where an old connection of it is still being taken down, so that a
/// resend always finds its first copy.
/// </summary>
internal sealed class RetransmissionClient(string id)
{
    private const int FixedBytes = 320;

    private readonly Lock _passing = new();
    private readonly Lock _packets = new();
    private readonly ClientPackets _known = new();
    private long _appendingFrom;
    private long _version;
    private long _saved;

    /// <summary>The client's identifier.</summary>
    public string Id => id;

    /// <summary>Bytes of memory this client takes, roughly.</summary>
    public int Bytes
    {
        get
        {
            lock (_packets) return FixedBytes + (2 * id.Length) + _known.Bytes;
        }
    }

    /// <summary>Journal position of its newest message.</summary>
    public long Newest
    {
        get
        {
            lock (_packets) return _known.Newest;
        }
    }

    /// <summary>Everything of this client up to this journal position is known here: a message just being appended is not, yet.</summary>
    public long CompleteThrough
    {
        get
        {
            lock (_packets) return _appendingFrom > 0 ? _appendingFrom - 1 : long.MaxValue;
        }
    }

    /// <summary>Whether there is something that the last save did not include.</summary>
    public bool IsChanged
    {
        get
        {
            lock (_packets) return _version != _saved;
        }
    }

    /// <summary>So much of it is saved.</summary>
    public void Accept(long version)
    {
        lock (_packets) _saved = Math.Max(_saved, version);
    }

    /// <summary>All that is known is what was saved.</summary>
    public void AcceptAll()
    {
        lock (_packets) _saved = _version;
    }

    /// <summary>
    /// Appends a message, or, when it says DUP and is known, tells where its first copy stands. Fails as the append does.
    /// </summary>
    public PassedMessage Pass(in ReceivedMessage message, MessageJournal journal, DateTimeOffset receivedAt)
    {
        var digest = PacketDigest.Of(message.Topic, message.Payload.Span);
        lock (_passing)
        {
            lock (_packets)
            {
                if (message.Duplicate && _known.Find(message.PacketId, digest) is > 0 and var first)
                    return new(first, IsRetransmission: true);
                _appendingFrom = journal.NextSequence;
            }

            var sequence = 0L;
            var grown = 0;
            try
            {
                sequence = journal.Append(message, receivedAt);
            }
            finally
            {
                lock (_packets)
                {
                    _appendingFrom = 0;
                    if (sequence > 0) (grown, _version) = (_known.Add(message.PacketId, digest, sequence), _version + 1);
                }
            }

            return new(sequence, IsRetransmission: false, grown);
        }
    }

    /// <summary>Whether this very message is journalled already.</summary>
    public bool Knows(in ReceivedMessage message)
    {
        var digest = PacketDigest.Of(message.Topic, message.Payload.Span);
        lock (_packets) return _known.Find(message.PacketId, digest) > 0;
    }

    /// <summary>The QoS 2 message of this identifier is released by its sender.</summary>
    public void Release(ushort packetId)
    {
        lock (_packets)
        {
            if (_known.Release(packetId)) _version++;
        }
    }

    /// <summary>
    /// Takes in what was saved or journalled before the start, in its order, and tells the bytes that took; what is not newer than the
    /// newest is known already.
    /// </summary>
    public int Restore(ushort packetId, UInt128 digest, long sequence)
    {
        lock (_packets)
        {
            if (sequence <= _known.Newest) return 0;
            _version++;
            return _known.Add(packetId, digest, sequence);
        }
    }

    /// <summary>What is known and durable, up to a journal position.</summary>
    public SavedClient Save(long committed)
    {
        lock (_packets)
        {
            return new SavedClient(
                id, [.. _known.All.Where(p => p.Sequence <= committed).Select(p => new SavedPacket(p.Id, p.Digest, p.Sequence))])
            {
                Version = _known.Newest <= committed ? _version : 0,
            };
        }
    }
}
