using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>
/// One JSON object to fields: <c>a.b</c> is field <c>b</c> of object <c>a</c>, <c>a.0</c> the first element of array <c>a</c>. A bare
/// number, text or boolean becomes the field <c>value</c>. Of a name that comes twice the last one counts. Numbers and booleans cost no
/// allocation, nor does a short text seen before. After an error the event holds what was read up to it.
/// </summary>
public sealed class JsonEventDecoder : SingleEventDecoder
{
    /// <summary>Deepest nesting read.</summary>
    public const int DepthLimit = 32;

    /// <summary>Payload limit when none is given: 256 KiB.</summary>
    public const int DefaultPayloadLimit = DecoderConfig.DefaultSizeLimit;

    /// <summary>
    /// Elements of an array that become fields when everything is kept; elements that configuration names are always read.
    /// </summary>
    public const int KeptElementLimit = 64;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = DepthLimit };

    private readonly EventLayout _layout;
    private readonly FieldTrie _trie;
    private readonly int _payloadLimit;
    private readonly TextCache _texts = new();
    private int[] _writtenIn = [];
    private int _generation;

    /// <summary>A decoder for the slots of a layout, those it gets later included.</summary>
    /// <param name="layout">The binding's layout.</param>
    /// <param name="keepAll">Whether other fields get slots as they appear, up to <see cref="EventLayout.SlotLimit"/>.</param>
    /// <param name="payloadLimit">Largest payload read, in bytes, above zero.</param>
    public JsonEventDecoder(EventLayout layout, bool keepAll = false, int payloadLimit = DefaultPayloadLimit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(payloadLimit);
        _layout = layout;
        _trie = new(layout, keepAll);
        _payloadLimit = payloadLimit;
    }

    /// <inheritdoc />
    public override bool TryDecode(ReadOnlySpan<byte> payload, EdgeEvent target, [NotNullWhen(false)] out string? error)
    {
        error = PayloadRules.Check(ref payload, _payloadLimit);
        if (error is not null) return false;
        _trie.Follow();
        _generation++;
        var reader = new Utf8JsonReader(payload, Strict);
        try
        {
            error = ReadTop(ref reader, target);
        }
        catch (JsonException broken)
        {
            error = JsonProblem.Describe(broken, payload);
        }
        catch (InvalidOperationException)
        {
            error = $"text with half a surrogate pair at byte {reader.TokenStartIndex}";
        }

        return error is null;
    }

    private string? ReadTop(ref Utf8JsonReader reader, EdgeEvent target)
    {
        reader.Read();
        var error = reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(ref reader, _trie.Root, target),
            JsonTokenType.StartArray => "the payload is a JSON array, not an object",
            JsonTokenType.Null => "the payload is null, not an object",
            _ => _trie.Find(_trie.Root, "value"u8) is { } value ? ReadScalar(ref reader, value, target) : null,
        };
        if (error is null) reader.Read();
        return error;
    }

    private string? ReadObject(ref Utf8JsonReader reader, FieldNode node, EdgeEvent target)
    {
        string? error = null;
        while (error is null && reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var field = reader.ValueIsEscaped ? FindEscaped(ref reader, node) : _trie.Find(node, reader.ValueSpan);
            reader.Read();
            error = ReadValue(ref reader, field, target);
        }

        return error;
    }

    private string? ReadArray(ref Utf8JsonReader reader, FieldNode node, EdgeEvent target)
    {
        string? error = null;
        Span<byte> name = stackalloc byte[11];
        for (var index = 0; error is null && reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            Utf8Formatter.TryFormat(index, name, out var length);
            var field = index < KeptElementLimit ? _trie.Find(node, name[..length]) : node.Find(name[..length]);
            error = ReadValue(ref reader, field, target);
        }

        return error;
    }

    private string? ReadValue(ref Utf8JsonReader reader, FieldNode? field, EdgeEvent target)
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

    private string? ReadScalar(ref Utf8JsonReader reader, FieldNode field, EdgeEvent target)
    {
        var slot = _trie.SlotOf(field);
        if (slot < 0 || IsCapture(slot, target)) return null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                if (!WholeNumber.TryRead(ref reader, out var number))
                    return $"a number beyond the range of a double at byte {reader.TokenStartIndex}";
                target.Set(slot, number);
                break;
            case JsonTokenType.String:
                target.Set(slot, FieldValue.Of(ReadText(ref reader)));
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
        if (slot >= _writtenIn.Length) Array.Resize(ref _writtenIn, Math.Max(_layout.Count, slot + 1));
        if (target.At(slot).Kind != FieldKind.Missing && _writtenIn[slot] != _generation) return true;
        _writtenIn[slot] = _generation;
        return false;
    }

    private string ReadText(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > TextCache.LengthLimit) return reader.GetString()!;
        Span<char> text = stackalloc char[TextCache.LengthLimit];
        return _texts.Get(text[..reader.CopyString(text)]);
    }

    private FieldNode? FindEscaped(ref Utf8JsonReader reader, FieldNode node)
    {
        Span<byte> small = stackalloc byte[256];
        var name = reader.ValueSpan.Length <= small.Length ? small : new byte[reader.ValueSpan.Length];
        return _trie.Find(node, name[..reader.CopyString(name)]);
    }
}
