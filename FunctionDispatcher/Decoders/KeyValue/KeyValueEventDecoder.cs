using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;
using EventEdge.FunctionDispatcher.Decoders.Unpacking;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.KeyValue;

/// <summary>
/// Names and values of a line, or of the message where lines separate the pairs. A value in quotes is a text; any other a number, a truth
/// value or a text by its look, and null when it is empty. Of a name that comes twice the last one counts. A position is a place in the
/// bytes.
/// </summary>
internal sealed class KeyValueEventDecoder(KeyValueDecoderConfig config, EventLayout layout, bool keepAll) : IEventDecoder
{
    private const byte Quote = (byte)'"';

    private readonly PayloadFields _fields = new(layout, keepAll);
    private readonly ValueReader _values = new(new WrittenNumber(config));
    private readonly BoundedBuffer _unescaped = new(config.PayloadLimit);
    private readonly byte _separator = config.SeparatorByte;
    private readonly byte _assign = (byte)config.Assign[0];

    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        error = PayloadRules.Check(ref payload, position, config.PayloadLimit);
        if (error is not null) return DecodeStep.Broken;
        _fields.Begin(target);
        if (_separator == '\n')
        {
            position = payload.Length;
            error = ReadPairs(payload, payload);
            return error is null ? DecodeStep.Last : DecodeStep.Broken;
        }

        var start = position;
        if (!PayloadRules.TryTakeLine(payload, ref position, out var line)) return DecodeStep.End;
        error = ReadPairs(line, payload);
        if (error is not null)
        {
            error = $"line {PayloadRules.LineAt(payload, start, line)}: {error}";
            return DecodeStep.Broken;
        }

        return payload[position..].ContainsAnyExcept(" \t\r\n"u8) ? DecodeStep.More : DecodeStep.Last;
    }

    private static bool IsBlank(byte c) => c is (byte)' ' or (byte)'\t' or (byte)'\r';

    private string? ReadPairs(ReadOnlySpan<byte> text, ReadOnlySpan<byte> payload)
    {
        var at = 0;
        while (true)
        {
            while (at < text.Length && (IsBlank(text[at]) || text[at] == _separator)) at++;
            if (at >= text.Length) return null;
            if (ReadPair(text, ref at) is { } error)
            {
                _ = payload.Overlaps(text, out var offset);
                return $"{error} at byte {offset + Math.Min(at, text.Length)}";
            }
        }
    }

    private string? ReadPair(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] != _assign && text[at] != _separator) at++;
        if (at >= text.Length || text[at] != _assign) return $"no '{config.Assign}' behind {ValueReader.Quote(text[start..at])}";
        var name = text[start..at++].Trim(" \t\r"u8);
        if (name.IsEmpty) return $"no name before '{config.Assign}'";
        if (_separator != ' ') at += text[at..].IndexOfAnyExcept(" \t"u8) is > 0 and var blanks ? blanks : 0;
        var field = _fields.Find(_fields.Root, name);
        if (at < text.Length && text[at] == Quote) return ReadQuoted(text, ref at, field);
        start = at;
        while (at < text.Length && text[at] != _separator && !(_separator == ' ' && IsBlank(text[at]))) at++;
        var value = text[start..at].Trim(" \t\r"u8);
        if (field is not null && _fields.IsWanted(field)) _fields.Set(field, value.IsEmpty ? FieldValue.Null : _values.Read(value));
        return null;
    }

    private string? ReadQuoted(ReadOnlySpan<byte> text, ref int at, FieldNode? field)
    {
        var start = ++at;
        var hasEscapes = false;
        while (at < text.Length && text[at] != Quote)
        {
            hasEscapes |= text[at] == '\\';
            at += text[at] == '\\' ? 2 : 1;
        }

        if (at >= text.Length) return "a quote that is not closed";
        var value = text[start..at++];
        if (hasEscapes) value = Unescape(value);
        if (field is not null && _fields.IsWanted(field)) _fields.Set(field, _values.TextOf(value));
        var isEnd = at >= text.Length || text[at] == _separator || IsBlank(text[at]);
        return isEnd ? null : "something behind a closing quote";
    }

    // Every other character after a backslash stands for itself.
    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> value)
    {
        _unescaped.Clear();
        var free = _unescaped.Free(value.Length);
        var length = 0;
        for (var at = 0; at < value.Length; at++)
        {
            var isEscaped = value[at] == '\\' && at + 1 < value.Length;
            if (isEscaped) at++;
            free[length++] = (isEscaped, value[at]) switch
            {
                (true, (byte)'n') => (byte)'\n',
                (true, (byte)'t') => (byte)'\t',
                (true, (byte)'r') => (byte)'\r',
                (_, var c) => c,
            };
        }

        _unescaped.Advance(length);
        return _unescaped.Written;
    }
}
