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

    private readonly JsonFieldReader _fields;
    private readonly JsonReading _reading = new();
    private readonly JsonStep _readTop;
    private readonly int _payloadLimit;

    /// <summary>A decoder for the slots of a layout, those it gets later included.</summary>
    /// <param name="layout">The binding's layout.</param>
    /// <param name="keepAll">Whether other fields get slots as they appear, up to <see cref="EventLayout.SlotLimit"/>.</param>
    /// <param name="payloadLimit">Largest payload read, in bytes, above zero.</param>
    public JsonEventDecoder(EventLayout layout, bool keepAll = false, int payloadLimit = DefaultPayloadLimit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(payloadLimit);
        _fields = new(layout, keepAll);
        _readTop = ReadTop;
        _payloadLimit = payloadLimit;
    }

    /// <inheritdoc />
    public override bool TryDecode(ReadOnlySpan<byte> payload, EdgeEvent target, [NotNullWhen(false)] out string? error)
    {
        error = PayloadRules.Check(ref payload, _payloadLimit);
        if (error is not null) return false;
        error = ReadText(payload, target);
        return error is null;
    }

    /// <summary>Reads a text that is known to be UTF-8 and not empty.</summary>
    internal string? ReadText(ReadOnlySpan<byte> json, EdgeEvent target)
    {
        _fields.Begin();
        return _reading.Run(json, target, _readTop);
    }

    private string? ReadTop(ref Utf8JsonReader reader, EdgeEvent target) => reader.TokenType switch
    {
        JsonTokenType.StartObject => _fields.ReadObject(ref reader, _fields.Root, target),
        JsonTokenType.StartArray => "the payload is a JSON array, not an object: 'each: .' makes an event of each element",
        JsonTokenType.Null => "the payload is null, not an object",
        _ => _fields.ReadValue(ref reader, _fields.FindName("value"u8), target),
    };
}
