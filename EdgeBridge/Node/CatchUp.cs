using EventEdge.EdgeBridge.Clock;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Recovery;
using EventEdge.FunctionDispatcher.Engine;

namespace EventEdge.EdgeBridge.Node;

/// <summary>
/// Reads the journal a second time for each binding that is behind: one whose function, outside the process, has not kept up. The journal
/// is its queue, so a slow function holds up nobody else, and memory does not grow; what ends the patience is the journal's byte limit,
/// where acknowledgements are withheld.
/// </summary>
internal sealed class CatchUp(MessageJournal journal, Dispatcher dispatcher) : IDisposable
{
    private const int BatchLimit = 256;

    private readonly Dictionary<string, CatchUpReader> _readers = new(StringComparer.Ordinal);
    private readonly FirstSettings _settings = new(journal);

    /// <summary>Whether messages wait for the journal to say when the clock was set for the first time.</summary>
    public bool LacksSetting { get; private set; }

    /// <summary>Takes each binding that is behind some way on. True when any moved.</summary>
    public bool Take()
    {
        if (!dispatcher.HasLagging && _readers.Count == 0) return false;
        var moved = false;
        foreach (var binding in dispatcher.Behind) moved |= Take(binding, long.MaxValue);
        foreach (var name in _readers.Keys.Except(dispatcher.Behind.Select(b => b.Name)).ToList()) Forget(name);
        return moved;
    }

    /// <summary>
    /// Takes one binding, if it is behind, through a position. In a replay the end of a call may be read before its binding has come to the
    /// message that led to the call.
    /// </summary>
    public void Take(string name, long through)
    {
        if (!dispatcher.HasLagging) return;
        foreach (var binding in dispatcher.Behind.Where(b => b.Name == name && b.Position < through)) Take(binding, through);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var reader in _readers.Values) reader.Reader.Dispose();
        _readers.Clear();
        _settings.Dispose();
    }

    private bool Take(LaggingBinding binding, long through)
    {
        var reader = ReaderOf(binding);
        for (var taken = 0; taken < BatchLimit || through != long.MaxValue; taken++)
        {
            if (reader.Held is null && reader.Reader.TryRead(out var entry)) reader.Held = entry;
            if (reader.Held is not { } next || next.Sequence > dispatcher.Position)
            {
                if (reader.Reader.Position > dispatcher.Position) dispatcher.CaughtUp(binding.Name);
                return taken > 0;
            }

            if (next.Sequence > through || !Give(binding.Name, next)) return taken > 0;
            reader.Held = null;
        }

        return true;
    }

    private bool Give(string name, in JournalEntry entry)
    {
        var moved = TimeSpan.Zero;
        if (!NodeClock.IsSet(entry.At) && dispatcher.NeedsDate(name))
        {
            if (_settings.After(entry.Sequence) is not { } setting) return !(LacksSetting = true);
            (moved, LacksSetting) = (setting, false);
        }

        return entry.Kind switch
        {
            JournalEntryKind.Message => dispatcher.CatchUp(name, entry.Message with { ReceivedAt = entry.At + moved }),
            JournalEntryKind.Tick => dispatcher.CatchUp(name, entry.At + moved, entry.Sequence),
            _ => true,
        };
    }

    private CatchUpReader ReaderOf(LaggingBinding binding)
    {
        if (_readers.TryGetValue(binding.Name, out var known)) return known;
        var reader = new CatchUpReader(journal.CreateReader(binding.Position + 1));
        _readers.Add(binding.Name, reader);
        return reader;
    }

    private void Forget(string name)
    {
        if (_readers.Remove(name, out var reader)) reader.Reader.Dispose();
    }

    /// <summary>A second look at the journal. What is held was read and not taken; its payload is valid until the next read.</summary>
    private sealed class CatchUpReader(JournalReader reader)
    {
        public JournalReader Reader => reader;

        public JournalEntry? Held { get; set; }
    }
}
