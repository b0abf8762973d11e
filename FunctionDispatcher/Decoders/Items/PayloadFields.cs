using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Decoders.Items;

/// <summary>
/// Where the values of a structured payload go: nested names become paths, captures win over them, and of a name that comes twice the last
/// one counts. One event at a time; what all events of a message have can be kept aside and given to each.
/// </summary>
internal sealed class PayloadFields(EventLayout layout, bool keepAll)
{
    private readonly FieldTrie _trie = new(layout, keepAll);
    private readonly Utf8StringCache _texts = new();
    private readonly List<(int Slot, FieldValue Value)> _outer = [];
    private EdgeEvent _target = null!;
    private int[] _writtenIn = [];
    private int _generation;
    private bool _isOuter;

    /// <summary>The names at the top level.</summary>
    public FieldNode Root => _trie.Root;

    /// <summary>Begins an event.</summary>
    public void Begin(EdgeEvent target)
    {
        _trie.Follow();
        _target = target;
        _generation++;
    }

    /// <summary>What is set from now on belongs to every event of the message.</summary>
    public void BeginOuter()
    {
        _outer.Clear();
        _isOuter = true;
    }

    /// <summary>What is set from now on belongs to this event alone.</summary>
    public void EndOuter() => _isOuter = false;

    /// <summary>Sets what belongs to every event of the message.</summary>
    public void RestoreOuter()
    {
        foreach (var (slot, value) in _outer) Set(slot, value);
    }

    /// <summary>The field of a name inside another, or null when nobody wants it.</summary>
    public FieldNode? Find(FieldNode parent, ReadOnlySpan<byte> name) => _trie.Find(parent, name);

    /// <summary>Whether anything below this field can be wanted.</summary>
    public bool IsWantedBelow(FieldNode field) => _trie.IsWantedBelow(field);

    /// <summary>Whether a value of this field has a place.</summary>
    public bool IsWanted(FieldNode field) => _trie.SlotOf(field) >= 0;

    /// <summary>Whether a field has a place and no value yet.</summary>
    public bool IsFree(FieldNode field) => _trie.SlotOf(field) is >= 0 and var slot && _target.At(slot).Kind == FieldKind.Missing;

    /// <summary>Sets a field, unless it has no place.</summary>
    public void Set(FieldNode field, in FieldValue value)
    {
        if (_trie.SlotOf(field) is >= 0 and var slot) Set(slot, value);
    }

    /// <summary>The string of these bytes, which are valid UTF-8.</summary>
    public string Text(ReadOnlySpan<byte> utf8) => _texts.Get(utf8);

    private void Set(int slot, in FieldValue value)
    {
        if (slot >= _writtenIn.Length) Array.Resize(ref _writtenIn, Math.Max(layout.Count, slot + 1));
        // A slot that was filled, but not by this payload, holds a topic capture.
        if (_target.At(slot).Kind != FieldKind.Missing && _writtenIn[slot] != _generation) return;
        _writtenIn[slot] = _generation;
        _target.Set(slot, value);
        if (_isOuter) _outer.Add((slot, value));
    }
}
