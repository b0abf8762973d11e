using EventEdge.Contracts.Texts;
using EventEdge.EdgeBridge.Storage;

namespace EventEdge.EdgeBridge.Journal;

/// <summary>Follows the journal. One caller at a time.</summary>
internal sealed class JournalReader(LogReader reader) : IDisposable
{
    private const int TopicSlots = 8192;
    private const int ClientSlots = 2048;

    // Longest topic and client id that are kept, in bytes.
    private const int LengthLimit = 1 << 10;

    private readonly Utf8StringCache _topics = new(TopicSlots, LengthLimit);
    private readonly Utf8StringCache _clients = new(ClientSlots, LengthLimit);

    /// <summary>The position of the next entry.</summary>
    public long Position => reader.Position;

    /// <summary>The next committed entry; false when there is none yet. Fails as <see cref="LogReader.TryRead"/> does.</summary>
    public bool TryRead(out JournalEntry entry)
    {
        entry = default;
        if (!reader.TryRead(out var record)) return false;
        entry = JournalCodec.Read(record, _topics, _clients);
        return true;
    }

    /// <inheritdoc cref="LogReader.WaitAsync"/>
    public Task WaitAsync(CancellationToken cancellation) => reader.WaitAsync(cancellation);

    /// <inheritdoc />
    public void Dispose() => reader.Dispose();
}
