using System.Globalization;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Decoders.Csv;
using EventEdge.FunctionDispatcher.Lookups.Tables;

namespace EventEdge.FunctionDispatcher.Lookups.Csv;

/// <summary>
/// A file of values to a table. Blanks around values without quotes do not count, lines without a value are passed over. Without quotes,
/// what is written as a number or a truth is one, but for leading zeros and signs, which articles and serial numbers have; in quotes,
/// everything is text.
/// </summary>
internal sealed class CsvTable(CsvLookupConfig config)
{
    /// <summary>Most columns.</summary>
    public const int ColumnLimit = 256;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly CsvRow _row = new(config.DelimiterByte, (byte)'"', ColumnLimit);
    private readonly List<TableProblem> _problems = [];
    private int _line = 1;

    /// <summary>Reads a file. Never throws for what it holds.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">What problems call it.</param>
    public TableReading Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var position = 0;
        var first = _line;
        try
        {
            if (!MoveToRow(bytes, ref position)) return Inside(path, 1, "there is no row with the names of the columns");
            first = _line;
            if (_row.Read(bytes, ref position, ref _line) is { } broken) return Inside(path, first, broken);
            var columns = new string[_row.Count];
            for (var i = 0; i < columns.Length; i++) columns[i] = Text(_row.Value(bytes, i)).Trim();
            if (ProblemOf(columns) is { } problem) return Inside(path, first, problem);
            if (TableBuilder.Begin(config, columns, _problems) is not { } table) return new() { Problems = _problems, Files = [] };
            var values = new FieldValue[columns.Length];
            while (MoveToRow(bytes, ref position))
            {
                first = _line;
                var error = _row.Read(bytes, ref position, ref _line) ?? Values(bytes, values, table) ?? table.Add(values, first, "line");
                if (error is not null) return Inside(path, first, error);
            }

            return new() { Table = table.Build(), Files = [] };
        }
        catch (DecoderFallbackException)
        {
            return Inside(path, first, "the file is not UTF-8");
        }
    }

    private static TableReading Inside(string path, int line, string message) =>
        new() { Inside = [new ConfigProblem(path, line, 1, message)], Files = [] };

    private static string? ProblemOf(string[] columns)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in columns)
        {
            if (name.Length is 0 or > 256 || name.Any(char.IsControl))
                return "the name of a column has 1 to 256 characters, none of them a control";
            if (!seen.Add(name)) return $"two columns have the name '{name}'";
        }

        return null;
    }

    // Keys are compared as they are written.
    private string? Values(ReadOnlySpan<byte> bytes, FieldValue[] values, TableBuilder table)
    {
        if (_row.Count != values.Length) return $"{_row.Count} values for {values.Length} columns";
        for (var i = 0; i < values.Length; i++)
        {
            var text = Text(_row.Value(bytes, i));
            values[i] = _row.IsQuoted(i) ? FieldValue.Of(text) : ValueOf(text.Trim(), table.IsKey(i));
        }

        return null;
    }

    private FieldValue ValueOf(string text, bool isKey)
    {
        if (text.Length == 0) return FieldValue.Missing;
        if (isKey) return FieldValue.Of(text);
        if (bool.TryParse(text, out var truth)) return truth;
        return NumberOf(text) ?? FieldValue.Of(text);
    }

    private FieldValue? NumberOf(string text)
    {
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        if (digits is not [>= '0' and <= '9', ..] or ['0', >= '0' and <= '9', ..]) return null;
        if (config.Decimal == DecimalMark.Comma)
        {
            if (text.Contains('.', StringComparison.Ordinal)) return null;
            text = text.Replace(',', '.');
        }

        if (WholeNumber.TryRead(text, out var whole)) return whole;
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var isNumber = double.TryParse(text, Plain, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        return isNumber ? number : null;
    }

    private bool MoveToRow(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position < bytes.Length)
        {
            var end = bytes[position..].IndexOf((byte)'\n') is >= 0 and var length ? position + length : bytes.Length;
            if (bytes[position..end].ContainsAnyExcept(" \t\r"u8)) return true;
            position = Math.Min(end + 1, bytes.Length);
            _line++;
        }

        return false;
    }

    private static string Text(ReadOnlySpan<byte> value) => StrictUtf8.GetString(value);
}
