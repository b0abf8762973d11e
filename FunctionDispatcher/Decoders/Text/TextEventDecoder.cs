using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Json;

namespace EventEdge.FunctionDispatcher.Decoders.Text;

/// <summary>
/// The payload as one field <c>value</c>, space around it cut off: a number when it reads as a finite one (whole ones exactly), else
/// <c>true</c> or <c>false</c>, else text.
/// </summary>
public sealed class TextEventDecoder : SingleEventDecoder
{
    /// <summary>The field that holds the payload.</summary>
    internal const string ValueField = "value";

    private readonly int _slot;
    private readonly int _payloadLimit;
    private readonly TextCache _texts = new();

    /// <summary>A decoder that fills the slot <c>value</c> of a layout.</summary>
    /// <param name="layout">The binding's layout; <c>value</c> is added when new.</param>
    /// <param name="payloadLimit">Largest payload read, in bytes, above zero.</param>
    public TextEventDecoder(EventLayout layout, int payloadLimit = JsonEventDecoder.DefaultPayloadLimit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(payloadLimit);
        _slot = layout.SlotOf(ValueField);
        _payloadLimit = payloadLimit;
    }

    /// <inheritdoc />
    public override bool TryDecode(ReadOnlySpan<byte> payload, EdgeEvent target, [NotNullWhen(false)] out string? error)
    {
        error = PayloadRules.Check(ref payload, _payloadLimit);
        if (error is not null) return false;
        if (target.At(_slot).Kind == FieldKind.Missing) target.Set(_slot, Read(payload.Trim(" \t\r\n"u8)));
        return true;
    }

    private FieldValue Read(ReadOnlySpan<byte> text)
    {
        if (WholeNumber.TryRead(text, out var whole)) return whole;
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        if (isNumber && double.IsFinite(number)) return FieldValue.Of(number);
        if (text.SequenceEqual("true"u8)) return FieldValue.Of(true);
        if (text.SequenceEqual("false"u8)) return FieldValue.Of(false);
        if (text.Length > TextCache.LengthLimit) return FieldValue.Of(Encoding.UTF8.GetString(text));
        Span<char> characters = stackalloc char[TextCache.LengthLimit];
        return FieldValue.Of(_texts.Get(characters[..Encoding.UTF8.GetChars(text, characters)]));
    }
}
