using EventEdge.EdgeBridge.Journal;

namespace EventEdge.EdgeBridge.Recovery;

/// <summary>
/// When the clock was set for the first time, as the journal has it: what was received before that is dated by how far the clock was moved
/// then. A replay finds the same. One caller at a time.
/// </summary>
internal sealed class FirstSettings(MessageJournal journal) : IDisposable
{
    private readonly List<(long Sequence, TimeSpan By)> _found = [];
    private JournalReader? _reader;
    private long _from;

    /// <summary>How far the clock was moved at its first setting behind a journal position; null while it was not.</summary>
    public TimeSpan? After(long sequence)
    {
        if (_reader is null || sequence < _from) Begin(sequence);
        if (Find(sequence) is { } known) return known;
        while (_reader!.TryRead(out var entry))
        {
            if (entry.Kind != JournalEntryKind.Clock) continue;
            _found.Add((entry.Sequence, entry.Moved));
            if (entry.Sequence > sequence) return entry.Moved;
        }

        return null;
    }

    /// <inheritdoc />
    public void Dispose() => _reader?.Dispose();

    private void Begin(long sequence)
    {
        _reader?.Dispose();
        _found.Clear();
        (_reader, _from) = (journal.CreateReader(sequence), sequence);
    }

    private TimeSpan? Find(long sequence)
    {
        foreach (var (at, by) in _found)
        {
            if (at > sequence) return by;
        }

        return null;
    }
}
