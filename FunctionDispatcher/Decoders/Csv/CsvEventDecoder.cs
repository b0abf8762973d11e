using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.Csv;

/// <summary>
/// An event for each row. Every row has as many values as there are columns; a value without quotes is a number, a truth value or a text
/// by its look, an empty one null. Blank lines are passed over. A position is a place in the bytes.
/// </summary>
internal sealed class CsvEventDecoder : IEventDecoder
{
    private readonly CsvDecoderConfig _config;
    private readonly PayloadFields _fields;
    private readonly ValueReader _values;
    private readonly CsvRow _row;
    private readonly byte[][]? _declared;
    private readonly HashSet<string> _texts;
    private readonly List<Column> _columns = [];
    private int _line;

    public CsvEventDecoder(CsvDecoderConfig config, EventLayout layout, bool keepAll)
    {
        _config = config;
        _fields = new(layout, keepAll);
        _values = new(new WrittenNumber(config));
        _row = new(config.DelimiterByte, config.QuoteByte, EventLayout.SlotLimit);
        _declared = config.Columns is null ? null : [.. config.Columns.Select(Encoding.UTF8.GetBytes)];
        _texts = [.. config.TextColumns ?? []];
    }

    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        _fields.Begin(target);
        error = PayloadRules.Check(ref payload, position, _config.PayloadLimit)
            ?? (position == 0 ? Open(payload, ref position) : null);
        if (error is not null) return DecodeStep.Broken;
        if (!MoveToRow(payload, ref position)) return DecodeStep.End;
        var first = _line;
        error = _row.Read(payload, ref position, ref _line) ?? SetValues(payload);
        if (error is not null)
        {
            error = $"line {first}: {error}";
            return DecodeStep.Broken;
        }

        return MoveToRow(payload, ref position) ? DecodeStep.More : DecodeStep.Last;
    }

    private string? Open(ReadOnlySpan<byte> payload, ref int position)
    {
        _line = 1;
        for (var skipped = 0; skipped < _config.SkipLines; skipped++) SkipLine(payload, ref position);
        _columns.Clear();
        return _declared is null ? ReadHeader(payload, ref position) : Take(_declared);
    }

    private string? ReadHeader(ReadOnlySpan<byte> payload, ref int position)
    {
        if (!MoveToRow(payload, ref position)) return "there is no row with the names of the columns";
        var first = _line;
        if (_row.Read(payload, ref position, ref _line) is { } error) return $"line {first}: {error}";
        var names = new byte[_row.Count][];
        for (var i = 0; i < names.Length; i++) names[i] = _row.Value(payload, i).Trim(" \t"u8).ToArray();
        return Take(names) is { } twice ? $"line {first}: {twice}" : null;
    }

    private string? Take(byte[][] names)
    {
        var seen = new HashSet<byte[]>(Utf8NameComparer.Instance);
        foreach (var name in names)
        {
            if (name.Length > 0 && !seen.Add(name)) return $"two columns have the name {ValueReader.Quote(name)}";
            var field = name.Length == 0 ? null : _fields.Find(_fields.Root, name);
            _columns.Add(new(field, _texts.Count > 0 && _texts.Contains(Encoding.UTF8.GetString(name))));
        }

        return null;
    }

    private string? SetValues(ReadOnlySpan<byte> payload)
    {
        if (_row.Count != _columns.Count) return $"{_row.Count} values for {_columns.Count} columns";
        for (var i = 0; i < _columns.Count; i++)
        {
            var column = _columns[i];
            if (column.Field is { } field && _fields.IsWanted(field)) _fields.Set(field, ValueOf(payload, i, column.IsText));
        }

        return null;
    }

    private FieldValue ValueOf(ReadOnlySpan<byte> payload, int index, bool isText)
    {
        var value = _row.Value(payload, index);
        if (value.IsEmpty && !_row.IsQuoted(index)) return FieldValue.Null;
        if (isText) return _values.TextOf(value);
        var read = _values.Read(value.Trim(" \t"u8));
        return read.AsText is null ? read : _values.TextOf(value);
    }

    // To the next line that is neither blank nor a comment; false when there is none.
    private bool MoveToRow(ReadOnlySpan<byte> payload, ref int position)
    {
        while (position < payload.Length)
        {
            var rest = payload[position..];
            var isBlank = rest[0] is (byte)'\n' || (rest[0] == '\r' && (rest.Length == 1 || rest[1] == '\n'));
            if (!isBlank && !(_config.Comment is { } comment && rest[0] == comment[0])) return true;
            SkipLine(payload, ref position);
        }

        return false;
    }

    private void SkipLine(ReadOnlySpan<byte> payload, ref int position)
    {
        var length = payload[position..].IndexOf((byte)'\n');
        position = length < 0 ? payload.Length : position + length + 1;
        _line++;
    }

    private readonly record struct Column(FieldNode? Field, bool IsText);
}
