namespace EventEdge.Contracts.Events;

/// <summary>
/// The slots of one binding's events: which field stands at which index. Names that configuration mentions get their slot
/// when the binding is built, so that the hot path never hashes a name; a decoder that keeps everything adds the rest as they appear.
/// Not safe for concurrent use: a layout belongs to one binding's loop.
/// </summary>
public sealed class EventLayout
{
    /// <summary>Most slots a layout may grow to; fields beyond it are dropped by the decoder.</summary>
    public const int SlotLimit = 1024;

    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>Slots so far.</summary>
    public int Count => _names.Count;

    /// <summary>The slot of a field path such as <c>temperature</c> or <c>a.b</c>, adding it when new.</summary>
    /// <exception cref="InvalidOperationException">The layout is full (<see cref="SlotLimit"/>).</exception>
    public int SlotOf(string path)
    {
        if (_slots.TryGetValue(path, out var slot)) return slot;
        if (_names.Count >= SlotLimit) throw new InvalidOperationException($"more than {SlotLimit} different fields");
        slot = _names.Count;
        _names.Add(path);
        _slots.Add(path, slot);
        return slot;
    }

    /// <summary>The slot of a known field path, or -1.</summary>
    public int Find(string path) => _slots.TryGetValue(path, out var slot) ? slot : -1;

    /// <summary>The field path at a slot.</summary>
    public string NameOf(int slot) => _names[slot];
}
