using System.Buffers.Text;
using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>
/// JSON values to fields: <c>a.b</c> is field <c>b</c> of object <c>a</c>, <c>a.0</c> the first element of array <c>a</c>. Every method
/// says what is wrong, or null; what is no JSON at all throws as <see cref="Utf8JsonReader"/> does.
/// </summary>
internal sealed class JsonFieldReader(EventLayout layout, bool keepAll)
{
    private readonly FieldTrie _trie = new(layout, keepAll);
    private readonly Utf8StringCache _texts = new();
    private int[] _writtenIn = [];
    private int _generation;

    /// <summary>The names at the top level.</summary>
    public FieldNode Root => _trie.Root;

    /// <summary>Where what the reader reads begins in the message, for the places in errors.</summary>
    public int Offset { get; set; }

    /// <summary>Begins an event.</summary>
    public void Begin()
    {
        _trie.Follow();
        _generation++;
        Offset = 0;
    }

    /// <summary>Reads the object at the reader.</summary>
    public string? ReadObject(ref Utf8JsonReader reader, FieldNode node, EdgeEvent target)
    {
        string? error = null;
        while (error is null && reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var field = Find(ref reader, node);
            reader.Read();
            error = ReadValue(ref reader, field, target);
        }

        return error;
    }

    /// <summary>Reads the array at the reader into the fields <c>0</c>, <c>1</c> and so on.</summary>
    public string? ReadArray(ref Utf8JsonReader reader, FieldNode node, EdgeEvent target)
    {
        string? error = null;
        Span<byte> name = stackalloc byte[11];
        for (var index = 0; error is null && reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            Utf8Formatter.TryFormat(index, name, out var length);
            var field = index < JsonEventDecoder.KeptElementLimit ? _trie.Find(node, name[..length]) : node.Find(name[..length]);
            error = ReadValue(ref reader, field, target);
        }

        return error;
    }

    /// <summary>Reads whatever is at the reader, where anybody wants it.</summary>
    public string? ReadValue(ref Utf8JsonReader reader, FieldNode? field, EdgeEvent target)
    {
        var nested = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        if (field is not null && !nested) return ReadScalar(ref reader, field, target);
        if (field is null || !_trie.IsWantedBelow(field))
        {
            reader.Skip();
            return null;
        }

        return reader.TokenType == JsonTokenType.StartObject
            ? ReadObject(ref reader, field, target)
            : ReadArray(ref reader, field, target);
    }

    /// <summary>Sets a field that the payload does not name itself, unless it is there.</summary>
    public void Add(ReadOnlySpan<byte> name, in FieldValue value, EdgeEvent target)
    {
        if (FindName(name) is { } field && _trie.SlotOf(field) is >= 0 and var slot && target.At(slot).Kind == FieldKind.Missing)
            Add(slot, value, target);
    }

    /// <summary>Sets a field of this event at a slot that is free.</summary>
    public void Add(int slot, in FieldValue value, EdgeEvent target)
    {
        _ = IsCapture(slot, target);
        target.Set(slot, value);
    }

    /// <summary>Whether a field of the event is of the message, and no capture.</summary>
    public bool IsOfMessage(int slot) => slot < _writtenIn.Length && _writtenIn[slot] == _generation;

    /// <summary>The field of a name at the top level; null when nobody wants it.</summary>
    public FieldNode? FindName(ReadOnlySpan<byte> name) => _trie.Find(_trie.Root, name);

    /// <summary>The field that the name at the reader has inside another; null when nobody wants it.</summary>
    public FieldNode? Find(ref Utf8JsonReader reader, FieldNode node) =>
        reader.ValueIsEscaped ? FindEscaped(ref reader, node) : _trie.Find(node, reader.ValueSpan);

    private string? ReadScalar(ref Utf8JsonReader reader, FieldNode field, EdgeEvent target)
    {
        var slot = _trie.SlotOf(field);
        if (slot < 0 || IsCapture(slot, target)) return null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                if (!WholeNumber.TryRead(ref reader, out var number))
                    return $"a number beyond the range of a double at byte {Offset + reader.TokenStartIndex}";
                target.Set(slot, number);
                break;
            case JsonTokenType.String:
                target.Set(slot, FieldValue.Of(_texts.Get(ref reader)));
                break;
            case JsonTokenType.Null:
                target.Set(slot, FieldValue.Null);
                break;
            default:
                target.Set(slot, FieldValue.Of(reader.TokenType == JsonTokenType.True));
                break;
        }

        return null;
    }

    // A slot that was filled, but not by this payload, holds a topic capture.
    private bool IsCapture(int slot, EdgeEvent target)
    {
        if (slot >= _writtenIn.Length) Array.Resize(ref _writtenIn, Math.Max(layout.Count, slot + 1));
        if (target.At(slot).Kind != FieldKind.Missing && _writtenIn[slot] != _generation) return true;
        _writtenIn[slot] = _generation;
        return false;
    }

    private FieldNode? FindEscaped(ref Utf8JsonReader reader, FieldNode node)
    {
        Span<byte> small = stackalloc byte[256];
        var name = reader.ValueSpan.Length <= small.Length ? small : new byte[reader.ValueSpan.Length];
        return _trie.Find(node, name[..reader.CopyString(name)]);
    }
}
