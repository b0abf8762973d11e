using EventEdge.EdgeBridge.Journal;

namespace EventEdge.EdgeBridge.Retransmissions;

/// <summary>
/// The memory for retransmissions at a start: what was saved, and what the journal took after that. Must be done before a listener opens,
/// as a sensor that was cut off retransmits first of all.
/// </summary>
internal static class RetransmissionRebuild
{
    /// <summary>
    /// Most journal positions read; of a longer journal the newest. Bounds the start when nothing could be saved for long.
    /// </summary>
    public const long ReadLimit = 4_000_000;

    public static RetransmissionMemory Build(MessageJournal journal, IEnumerable<SavedClient> clients, long through, long resent)
    {
        var memory = new RetransmissionMemory(journal);
        memory.Restore(clients, resent);
        using var reader = journal.CreateReader(
            Math.Max(Math.Min(through, journal.NextSequence - 1) + 1, journal.NextSequence - ReadLimit));
        while (reader.TryRead(out var entry)) Restore(memory, entry);
        // What may not be durable yet is as much on its way as what a sensor sends next: its retransmission waits for it, and is not taken
        // a second time.
        foreach (var entry in journal.InDoubt.Where(entry => entry.Sequence >= reader.Position)) Restore(memory, entry);
        return memory;
    }

    private static void Restore(RetransmissionMemory memory, in JournalEntry entry)
    {
        if (entry.Kind != JournalEntryKind.Message || entry.Qos == 0 || entry.PacketId == 0) return;
        var digest = PacketDigest.Of(entry.Message.Topic, entry.Message.Payload.Span);
        memory.Restore(entry.ClientId, new SavedPacket(entry.PacketId, digest, entry.Sequence));
    }
}
