using System.Diagnostics.CodeAnalysis;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.Text;

/// <summary>
/// The payload as one field <c>value</c>, space around it cut off: what it is declared to be, else a number when it reads as a finite one
/// (whole ones exactly), else <c>true</c> or <c>false</c>, else text.
/// </summary>
public sealed class TextEventDecoder : SingleEventDecoder
{
    /// <summary>The field that holds the payload.</summary>
    internal const string ValueField = "value";

    /// <summary>The field that holds a unit that is not known beforehand.</summary>
    internal const string UnitField = "unit";

    /// <summary>The word for a unit that is not known beforehand.</summary>
    internal const string AnyUnit = "any";

    // Longest word that is compared, in bytes.
    private const int WordLimit = 256;

    private readonly int _slot;
    private readonly int _unitSlot = -1;
    private readonly int _payloadLimit;
    private readonly TextValueType? _type;
    private readonly byte[]? _unit;
    private readonly WrittenNumber _numbers;
    private readonly ValueReader _values;
    private readonly Dictionary<string, bool>? _words;

    private static ReadOnlySpan<byte> NoBreak => "\u00A0"u8;

    /// <summary>A decoder that fills the slot <c>value</c> of a layout.</summary>
    /// <param name="layout">The binding's layout; <c>value</c> is added when new.</param>
    /// <param name="config">The settings; null: none is given.</param>
    public TextEventDecoder(EventLayout layout, TextDecoderConfig? config = null)
    {
        _slot = layout.SlotOf(ValueField);
        _payloadLimit = config?.PayloadLimit ?? DecoderConfig.DefaultSizeLimit;
        _numbers = new(config);
        _values = new(_numbers);
        _type = config?.Type ?? (config?.Unit is null ? null : TextValueType.Number);
        if (config?.Unit == AnyUnit) _unitSlot = layout.SlotOf(UnitField);
        else if (config?.Unit is { } unit) _unit = Encoding.UTF8.GetBytes(unit);
        if (_type == TextValueType.Boolean || config?.TrueWords is not null || config?.FalseWords is not null) _words = Words(config!);
    }

    /// <inheritdoc />
    public override bool TryDecode(ReadOnlySpan<byte> payload, EdgeEvent target, [NotNullWhen(false)] out string? error)
    {
        error = PayloadRules.Check(ref payload, _payloadLimit);
        if (error is not null) return false;
        var isFree = target.At(_slot).Kind == FieldKind.Missing;
        error = Read(payload.Trim(" \t\r\n"u8), target, out var value);
        if (error is null && isFree) target.Set(_slot, value);
        return error is null;
    }

    private static Dictionary<string, bool> Words(TextDecoderConfig config)
    {
        var words = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        foreach (var word in config.TrueWords ?? ["true"]) words[word] = true;
        foreach (var word in config.FalseWords ?? ["false"]) words.TryAdd(word, false);
        return words;
    }

    private string? Read(ReadOnlySpan<byte> text, EdgeEvent target, out FieldValue value)
    {
        switch (_type)
        {
            case TextValueType.Number or TextValueType.Integer: return ReadNumber(text, target, out value);
            case TextValueType.Text:
                value = _values.TextOf(text);
                return null;
            case TextValueType.Boolean:
                value = WordOf(text);
                return value.Exists ? null : $"{ValueReader.Quote(text)} is neither {Words(true)} nor {Words(false)}";
            default:
                value = WordOf(text);
                if (!value.Exists) value = _values.Read(text);
                return null;
        }
    }

    private string? ReadNumber(ReadOnlySpan<byte> text, EdgeEvent target, out FieldValue value)
    {
        var number = text;
        value = default;
        if (_unit is not null)
        {
            if (!text.EndsWith(_unit)) return $"{ValueReader.Quote(text)} does not end with the unit '{Encoding.UTF8.GetString(_unit)}'";
            number = TrimBlanks(text[..^_unit.Length]);
        }
        else if (_unitSlot >= 0)
        {
            number = text[.._numbers.PrefixOf(text)];
            var unit = text[number.Length..];
            while (unit.StartsWith(NoBreak) || unit.StartsWith(" "u8)) unit = unit[(unit[0] == ' ' ? 1 : NoBreak.Length)..];
            if (!unit.IsEmpty && target.At(_unitSlot).Kind == FieldKind.Missing) target.Set(_unitSlot, _values.TextOf(unit));
        }

        if (!_numbers.TryRead(number, out value)) return $"{ValueReader.Quote(text)} is no number";
        var isWhole = !number.ContainsAny("eE"u8) && !_numbers.HasDecimal(number);
        return isWhole || _type == TextValueType.Number ? null : $"{ValueReader.Quote(text)} is no whole number";
    }

    // A blank that does not break is how typesetters part number and unit.
    private static ReadOnlySpan<byte> TrimBlanks(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd(" \t"u8);
        return text.EndsWith(NoBreak) ? text[..^NoBreak.Length] : text;
    }

    private FieldValue WordOf(ReadOnlySpan<byte> text)
    {
        if (_words is null || text.Length > WordLimit) return FieldValue.Missing;
        Span<char> characters = stackalloc char[WordLimit];
        var word = characters[..Encoding.UTF8.GetChars(text, characters)];
        return _words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var meaning)
            ? FieldValue.Of(meaning) : FieldValue.Missing;
    }

    private string Words(bool meaning) => string.Join(" or ", _words!.Where(w => w.Value == meaning).Select(w => $"'{w.Key}'"));
}
