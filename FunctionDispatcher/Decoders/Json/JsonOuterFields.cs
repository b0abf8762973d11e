using System.Text.Json;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>
/// The fields of the objects around an element. An element's own field counts before one of the same name around it, and a nearer one
/// before one further out; what is so hidden has <c>outer.</c> before its name.
/// </summary>
internal sealed class JsonOuterFields
{
    /// <summary>Before the name of a field around the element.</summary>
    public const string Prefix = "outer.";

    private readonly EventLayout _layout;
    private readonly bool _keepAll;
    private readonly JsonFieldReader _fields;
    private readonly JsonEachPath _path;
    private readonly JsonElementIndex _index;
    private readonly List<(int Slot, int Source)> _named = [];
    private readonly List<EdgeEvent> _objects = [];
    private readonly List<int> _read = [];
    private readonly JsonStep _readObject;
    private int _learned;
    private int _level;

    public JsonOuterFields(EventLayout layout, bool keepAll, JsonFieldReader fields, JsonEachPath path, JsonElementIndex index)
    {
        (_layout, _keepAll, _fields, _path, _index) = (layout, keepAll, fields, path, index);
        _readObject = ReadObject;
        Follow();
    }

    /// <summary>Begins a message.</summary>
    public void Begin()
    {
        // Where everything is kept, later names are those of payloads, and would make what comes out depend on what came before.
        if (!_keepAll) Follow();
        _read.Clear();
    }

    /// <summary>Reads the objects around an element, as far as they are not those of the element before.</summary>
    public string? Enter(ReadOnlySpan<byte> text, int parent)
    {
        if (parent < 0) return null;
        var place = _index.ObjectAt(parent);
        if (Enter(text, place.Parent) is { } error) return error;
        while (_objects.Count <= place.Depth) _objects.Add(new(_layout));
        while (_read.Count <= place.Depth) _read.Add(-1);
        if (_read[place.Depth] == parent) return null;
        _read[place.Depth] = parent;
        _level = place.Level;
        _objects[place.Depth].Clear();
        _fields.Begin();
        _fields.Offset = place.Start;
        return JsonReading.RunPart(text.Slice(place.Start, place.Length), _objects[place.Depth], _readObject);
    }

    /// <summary>Gives an element that was read what is around it.</summary>
    public void Fill(int parent, EdgeEvent target)
    {
        var depth = parent < 0 ? -1 : _index.ObjectAt(parent).Depth;
        for (var level = depth; level >= 0; level--) Fill(_objects[level], target);
        foreach (var (slot, source) in _named)
        {
            if (target.At(slot).Kind == FieldKind.Missing && Nearest(source, depth) is { Kind: not FieldKind.Missing } value)
                _fields.Add(slot, value, target);
        }
    }

    private void Fill(EdgeEvent source, EdgeEvent target)
    {
        for (var slot = 0; slot < _layout.Count; slot++)
        {
            var value = source.At(slot);
            if (value.Kind == FieldKind.Missing) continue;
            if (target.At(slot).Kind == FieldKind.Missing) _fields.Add(slot, value, target);
            else if (_keepAll && _fields.IsOfMessage(slot) && SlotOfHidden(slot) is >= 0 and var hidden
                && target.At(hidden).Kind == FieldKind.Missing) _fields.Add(hidden, value, target);
        }
    }

    private int SlotOfHidden(int slot)
    {
        var name = Prefix + _layout.NameOf(slot);
        return _layout.Count < EventLayout.SlotLimit ? _layout.SlotOf(name) : _layout.Find(name);
    }

    private FieldValue Nearest(int slot, int depth)
    {
        for (; depth >= 0; depth--)
        {
            if (_objects[depth].At(slot) is { Kind: not FieldKind.Missing } value) return value;
        }

        return FieldValue.Missing;
    }

    // What is asked for with the prefix has to be read under its own name.
    private void Follow()
    {
        for (; _learned < _layout.Count; _learned++)
        {
            var name = _layout.NameOf(_learned);
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length > Prefix.Length
                && (_layout.Count < EventLayout.SlotLimit || _layout.Find(name[Prefix.Length..]) >= 0))
                _named.Add((_learned, _layout.SlotOf(name[Prefix.Length..])));
        }
    }

    private string? ReadObject(ref Utf8JsonReader reader, EdgeEvent target) => ReadNames(ref reader, _level, _fields.Root, target);

    private string? ReadNames(ref Utf8JsonReader reader, int level, FieldNode? node, EdgeEvent target)
    {
        string? error = null;
        while (error is null && reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isOnPath = reader.ValueTextEquals(_path.Levels[level].Name);
            var field = node is null ? null : _fields.Find(ref reader, node);
            reader.Read();
            if (!isOnPath) error = _fields.ReadValue(ref reader, field, target);
            else if (_path.Levels[level].IsArray || reader.TokenType != JsonTokenType.StartObject) reader.Skip();
            else error = ReadNames(ref reader, level + 1, field, target);
        }

        return error;
    }
}
