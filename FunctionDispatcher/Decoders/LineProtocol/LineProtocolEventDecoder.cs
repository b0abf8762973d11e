using System.Buffers.Text;
using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;
using EventEdge.FunctionDispatcher.Decoders.Unpacking;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.LineProtocol;

/// <summary>
/// An event for each line: its measurement is the field <c>measurement</c>, its tags are texts, its fields have the types they are written
/// with, and its time is the field <c>timestamp</c> in nanoseconds. Of a name that comes twice a field counts before a tag. A position is
/// a place in the bytes.
/// </summary>
internal sealed class LineProtocolEventDecoder(LineProtocolDecoderConfig config, EventLayout layout, bool keepAll) : IEventDecoder
{
    private readonly PayloadFields _fields = new(layout, keepAll);
    private readonly ValueReader _values = new(new WrittenNumber(null));
    private readonly BoundedBuffer _unescaped = new(config.PayloadLimit);
    private readonly long _nanoseconds = config.Precision switch
    {
        TimestampPrecision.S => 1_000_000_000,
        TimestampPrecision.Ms => 1_000_000,
        TimestampPrecision.Us => 1_000,
        _ => 1,
    };

    private int _line;

    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        error = PayloadRules.Check(ref payload, position, config.PayloadLimit);
        if (error is not null) return DecodeStep.Broken;
        if (position == 0) _line = 1;
        if (!MoveToLine(payload, ref position)) return DecodeStep.End;
        _fields.Begin(target);
        var first = _line;
        error = ReadLine(payload, ref position);
        if (error is not null)
        {
            error = $"line {first}: {error} at byte {Math.Min(position, payload.Length)}";
            return DecodeStep.Broken;
        }

        return MoveToLine(payload, ref position) ? DecodeStep.More : DecodeStep.Last;
    }

    // To the next line that is neither blank nor a comment; false when there is none.
    private bool MoveToLine(ReadOnlySpan<byte> payload, ref int position)
    {
        while (position < payload.Length)
        {
            var c = payload[position];
            if (c is not ((byte)'\n' or (byte)'\r' or (byte)' ' or (byte)'\t' or (byte)'#')) return true;
            if (c == '#') position += payload[position..].IndexOf((byte)'\n') is >= 0 and var length ? length : payload.Length - position;
            else
            {
                if (c == '\n') _line++;
                position++;
            }
        }

        return false;
    }

    private string? ReadLine(ReadOnlySpan<byte> payload, ref int position)
    {
        Set("measurement"u8, _values.TextOf(Name(payload, ref position, ", "u8)));
        while (position < payload.Length && payload[position] == ',')
        {
            position++;
            var start = position;
            var name = Name(payload, ref position, ",= "u8);
            var field = name.IsEmpty ? null : _fields.Find(_fields.Root, name);
            if (position == start || position >= payload.Length || payload[position] != '=') return "a tag without name or '='";
            start = ++position;
            var value = Name(payload, ref position, ",= "u8);
            if (position == start) return "a tag without a value";
            if (field is not null) _fields.Set(field, _values.TextOf(value));
        }

        if (position >= payload.Length || payload[position] != ' ') return "no blank before the fields";
        while (position < payload.Length && payload[position] == ' ') position++;
        return ReadFields(payload, ref position) ?? ReadTimestamp(payload, ref position);
    }

    private string? ReadFields(ReadOnlySpan<byte> payload, ref int position)
    {
        while (true)
        {
            var start = position;
            var name = Name(payload, ref position, ",= "u8);
            var field = name.IsEmpty ? null : _fields.Find(_fields.Root, name);
            if (position == start || position >= payload.Length || payload[position] != '=') return "a field without name or '='";
            position++;
            if (ReadValue(payload, ref position, out var value) is { } error) return error;
            if (field is not null) _fields.Set(field, value);
            if (position >= payload.Length || payload[position] != ',') return null;
            position++;
        }
    }

    private string? ReadValue(ReadOnlySpan<byte> payload, ref int position, out FieldValue value)
    {
        value = default;
        if (position < payload.Length && payload[position] == '"') return ReadText(payload, ref position, out value);
        var word = payload[position..];
        var end = word.IndexOfAny(", \n\r"u8);
        if (end >= 0) word = word[..end];
        if (!TryWord(word, out value)) return $"{ValueReader.Quote(word)} is no value";
        position += word.Length;
        return null;
    }

    private static bool TryWord(ReadOnlySpan<byte> word, out FieldValue value)
    {
        value = default;
        if (word.IsEmpty) return false;
        if (word[^1] == 'i')
        {
            var isWhole = Utf8Parser.TryParse(word, out long whole, out var used) && used == word.Length - 1 && used > 0;
            value = FieldValue.Of(whole);
            return isWhole;
        }

        if (word[^1] == 'u')
        {
            var isWhole = Utf8Parser.TryParse(word, out ulong whole, out var used) && used == word.Length - 1 && used > 0;
            value = FieldValue.Of(whole);
            return isWhole;
        }

        if (TryTruth(word, out value)) return true;
        const NumberStyles Float = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var isNumber = double.TryParse(word, Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        value = number;
        return isNumber && char.IsAsciiDigit((char)word[^1]) | word[^1] == '.';
    }

    private static bool TryTruth(ReadOnlySpan<byte> word, out FieldValue value)
    {
        var isTrue = word.SequenceEqual("true"u8) || word.SequenceEqual("t"u8) || word.SequenceEqual("T"u8)
            || word.SequenceEqual("True"u8) || word.SequenceEqual("TRUE"u8);
        value = FieldValue.Of(isTrue);
        return isTrue || word.SequenceEqual("false"u8) || word.SequenceEqual("f"u8) || word.SequenceEqual("F"u8)
            || word.SequenceEqual("False"u8) || word.SequenceEqual("FALSE"u8);
    }

    private string? ReadText(ReadOnlySpan<byte> payload, ref int position, out FieldValue value)
    {
        value = default;
        var start = ++position;
        while (position < payload.Length && payload[position] != '"')
        {
            if (payload[position] == '\n') _line++;
            position += IsEscape(payload, position, "\"\\"u8) ? 2 : 1;
        }

        if (position >= payload.Length) return "a text that is not closed";
        value = _values.TextOf(Unescape(payload[start..position++], "\"\\"u8));
        return null;
    }

    private string? ReadTimestamp(ReadOnlySpan<byte> payload, ref int position)
    {
        while (position < payload.Length && payload[position] == ' ') position++;
        var rest = payload[position..];
        var end = rest.IndexOfAny("\r\n"u8);
        if (end >= 0) rest = rest[..end];
        var word = rest.TrimEnd(" \t"u8);
        if (!word.IsEmpty)
        {
            if (!Utf8Parser.TryParse(word, out long count, out var used) || used != word.Length)
                return $"{ValueReader.Quote(word)} is no timestamp";
            var time = (Int128)count * _nanoseconds;
            if (time < long.MinValue || time > long.MaxValue) return $"{ValueReader.Quote(word)} is a timestamp out of range";
            Set("timestamp"u8, FieldValue.Of((long)time));
        }

        position += rest.Length;
        return null;
    }

    // What the product adds gives way to what the line has.
    private void Set(ReadOnlySpan<byte> name, in FieldValue value)
    {
        if (_fields.Find(_fields.Root, name) is { } field && _fields.IsFree(field)) _fields.Set(field, value);
    }

    // A name or a tag's value, to the first of the marks that no backslash stands before.
    private ReadOnlySpan<byte> Name(ReadOnlySpan<byte> payload, ref int position, ReadOnlySpan<byte> marks)
    {
        var start = position;
        while (position < payload.Length && payload[position] is not ((byte)'\n' or (byte)'\r') && !marks.Contains(payload[position]))
        {
            position += IsEscape(payload, position, ",= \\"u8) ? 2 : 1;
        }

        return Unescape(payload[start..position], ",= "u8);
    }

    private static bool IsEscape(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> escaped) =>
        text[at] == '\\' && at + 1 < text.Length && escaped.Contains(text[at + 1]);

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text, ReadOnlySpan<byte> escaped)
    {
        if (!text.Contains((byte)'\\')) return text;
        _unescaped.Clear();
        var free = _unescaped.Free(text.Length);
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (IsEscape(text, at, escaped)) at++;
            free[length++] = text[at];
        }

        _unescaped.Advance(length);
        return _unescaped.Written;
    }
}
