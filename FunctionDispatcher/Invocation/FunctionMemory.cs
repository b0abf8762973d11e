using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>
/// The <see cref="FunctionState"/> of every key of a binding. A key costs nothing until its function writes something. Where there are as
/// many as the limit allows, those silent for a day are forgotten, by recorded time, so that a replay forgets the same; if there are none,
/// there is no state for a new key.
/// </summary>
internal sealed class FunctionMemory(IReadOnlyList<string> keyFields, EventLayout layout, int keyLimit)
{
    private const char Divider = '\u001f';
    private readonly int[] _slots = [.. keyFields.Select(layout.SlotOf)];
    private readonly StringBuilder _key = new();
    private Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private EdgeEvent? _event;
    private WindowBounds? _window;
    private (string Key, FunctionState State)? _current;
    private long _now;
    private long _noneStaleUntil;

    /// <summary>Which fields make a key.</summary>
    public IReadOnlyList<string> KeyFields => keyFields;

    /// <summary>Keys with something to remember.</summary>
    public int Count => _entries.Count;

    /// <summary>The next call is about this event.</summary>
    public void Enter(EdgeEvent input) => (_event, _window, _now) = (input, null, input.ReceivedAt.UtcTicks);

    /// <summary>The next call is about this window.</summary>
    public void Enter(WindowBounds window, DateTimeOffset now) => (_event, _window, _now) = (null, window, now.UtcTicks);

    /// <summary>The state of the key the call is about, found when it is first asked for.</summary>
    public FunctionState Current()
    {
        if (_current is { } known) return known.State;
        if (_event is null && _window is null) throw new InvalidOperationException("there is no state without an event or a window");
        var key = Key();
        var isKnown = _entries.TryGetValue(key, out var entry);
        if (!isKnown && _entries.Count >= keyLimit && !ForgetOldest())
            throw new InvalidOperationException($"the function has state for {keyLimit} keys, as many as limits.keys allows");
        var state = isKnown ? entry!.State : new FunctionState();
        _current = (key, state);
        return state;
    }

    /// <summary>The call is over. What it wrote stays when it succeeded, and never was when it failed.</summary>
    public void Leave(bool succeeded)
    {
        (_event, _window) = (null, null);
        if (_current is not { } current) return;
        _current = null;
        if (succeeded) current.State.Commit();
        else current.State.Rollback();
        if (current.State.Count == 0) _entries.Remove(current.Key);
        else Keep(current.Key, current.State);
    }

    /// <summary>Takes over what an earlier version of the binding remembered, unless its keys were made of other fields.</summary>
    public void Inherit(FunctionMemory earlier)
    {
        if (earlier.KeyFields.SequenceEqual(KeyFields)) _entries = earlier._entries;
    }

    /// <summary>Writes every key.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_entries.Count);
        foreach (var (key, entry) in _entries)
        {
            writer.Write(key);
            writer.Write(entry.SeenTicks);
            writer.Write(entry.State.Count);
            foreach (var (name, value) in entry.State.Values)
            {
                writer.Write(name);
                writer.WriteValue(value);
            }
        }
    }

    /// <summary>Replaces everything with what was saved.</summary>
    public void Load(BinaryReader reader)
    {
        _entries.Clear();
        for (var keys = reader.ReadInt32(); keys > 0; keys--)
        {
            var key = reader.ReadString();
            var entry = new Entry(new FunctionState()) { SeenTicks = reader.ReadInt64() };
            for (var values = reader.ReadInt32(); values > 0; values--) entry.State[reader.ReadString()] = reader.ReadValue();
            entry.State.Commit();
            _entries.Add(key, entry);
        }
    }

    private void Keep(string key, FunctionState state)
    {
        if (!_entries.TryGetValue(key, out var entry)) _entries.Add(key, entry = new Entry(state));
        entry.SeenTicks = _now;
    }

    private bool ForgetOldest()
    {
        if (_now < _noneStaleUntil) return false;
        var lifetime = KeyedInvocation.KeyLifetime.Ticks;
        foreach (var key in _entries.Where(e => e.Value.SeenTicks < _now - lifetime).Select(e => e.Key).ToList()) _entries.Remove(key);
        if (_entries.Count > 0) _noneStaleUntil = _entries.Values.Min(e => e.SeenTicks) + lifetime;
        return _entries.Count < keyLimit;
    }

    private string Key()
    {
        _key.Clear();
        if (_window is not null) foreach (var value in _window.Key) _key.Append(value.ToString()).Append(Divider);
        else foreach (var slot in _slots) _key.Append(_event!.At(slot).ToString()).Append(Divider);
        return _key.ToString();
    }

    private sealed class Entry(FunctionState state)
    {
        public FunctionState State { get; } = state;

        public long SeenTicks { get; set; }
    }
}
