namespace EventEdge.EdgeBridge.Retransmissions;

/// <summary>A message of a client as it is saved.</summary>
/// <param name="Id">MQTT packet identifier.</param>
/// <param name="Digest">Topic and payload, see <see cref="PacketDigest"/>.</param>
/// <param name="Sequence">Its journal position.</param>
internal readonly record struct SavedPacket(ushort Id, UInt128 Digest, long Sequence);

/// <summary>What is remembered of a client.</summary>
/// <param name="Id">The client's identifier.</param>
/// <param name="Packets">Its newest messages, oldest first.</param>
internal readonly record struct SavedClient(string Id, IReadOnlyList<SavedPacket> Packets)
{
    /// <summary>Which of its changes are in it; 0 where some are not, as they are not durable yet.</summary>
    public long Version { get; init; }
}

/// <summary>What a save of the memory for retransmissions writes: only what changed since the last one.</summary>
/// <param name="Through">Journal position up to which the saved memory is complete; a start reads the journal behind it.</param>
/// <param name="Resent">Retransmissions recognised since the data directory was made.</param>
/// <param name="Changed">Clients to write anew.</param>
/// <param name="Forgotten">Clients to remove.</param>
internal sealed record RetransmissionChanges(
    long Through, long Resent, IReadOnlyList<SavedClient> Changed, IReadOnlyList<string> Forgotten);

/// <summary>Where a message stands after it passed the memory for retransmissions.</summary>
/// <param name="Sequence">Journal position of the message, or of its first copy.</param>
/// <param name="IsRetransmission">Whether a first copy was there.</param>
/// <param name="Grown">Bytes of memory that remembering it took.</param>
internal readonly record struct PassedMessage(long Sequence, bool IsRetransmission, int Grown = 0);
