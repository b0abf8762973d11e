namespace EventEdge.EdgeBridge.Retransmissions;

/// <summary>
/// The newest messages of one client, oldest first, each packet identifier at most once. A new message under a known identifier proves that
/// the client has seen the acknowledgement of the old one, and, as acknowledgements keep their order, of everything before it: all that
/// goes. What the client cannot retransmit any more is so not mistaken for a retransmission later. One caller at a time.
/// </summary>
internal sealed class ClientPackets
{
    /// <summary>Most messages kept of a client.</summary>
    public const int PacketLimit = 1024;

    private const int FirstCapacity = 16;

    // A free place has the identifier 0, which MQTT does not use: so the whole array can be searched at once.
    private ushort[] _ids = new ushort[FirstCapacity];
    private Packet[] _packets = new Packet[FirstCapacity];
    private int _oldest;

    /// <summary>Messages kept.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of memory the messages take.</summary>
    public int Bytes => _ids.Length * (sizeof(ushort) + 32);

    /// <summary>Journal position of the newest message; 0 when there is none.</summary>
    public long Newest { get; private set; }

    /// <summary>The messages, oldest first.</summary>
    public IEnumerable<(ushort Id, UInt128 Digest, long Sequence)> All
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                var place = (_oldest + i) & (_ids.Length - 1);
                yield return (_ids[place], _packets[place].Digest, _packets[place].Sequence);
            }
        }
    }

    /// <summary>The journal position of this very message; 0 when it is not among those kept.</summary>
    public long Find(ushort id, UInt128 digest)
    {
        var place = _ids.AsSpan().IndexOf(id);
        return place >= 0 && _packets[place].Digest == digest ? _packets[place].Sequence : 0;
    }

    /// <summary>
    /// The message of this identifier cannot be sent again: the next one under it is another, however equal. Whether that is news.
    /// </summary>
    public bool Release(ushort id)
    {
        var place = _ids.AsSpan().IndexOf(id);
        if (place < 0 || _packets[place].Sequence == 0) return false;
        _packets[place] = _packets[place] with { Sequence = 0 };
        return true;
    }

    /// <summary>Takes a new message in; returns the bytes by which the memory grew.</summary>
    public int Add(ushort id, UInt128 digest, long sequence)
    {
        var before = Bytes;
        var known = _ids.AsSpan().IndexOf(id);
        if (known >= 0) ForgetThrough(known);
        else if (Count == PacketLimit) ForgetThrough(_oldest);
        else if (Count == _ids.Length) Grow();
        var place = (_oldest + Count++) & (_ids.Length - 1);
        _ids[place] = id;
        _packets[place] = new Packet(digest, sequence);
        Newest = sequence;
        return Bytes - before;
    }

    private void ForgetThrough(int place)
    {
        for (var left = ((place - _oldest) & (_ids.Length - 1)) + 1; left > 0; left--)
        {
            _ids[_oldest] = 0;
            _oldest = (_oldest + 1) & (_ids.Length - 1);
            Count--;
        }
    }

    private void Grow()
    {
        var capacity = 2 * _ids.Length;
        var ids = new ushort[capacity];
        var packets = new Packet[capacity];
        var next = 0;
        foreach (var (id, digest, sequence) in All) (ids[next], packets[next++]) = (id, new Packet(digest, sequence));
        (_ids, _packets, _oldest) = (ids, packets, 0);
    }

    private readonly record struct Packet(UInt128 Digest, long Sequence);
}
