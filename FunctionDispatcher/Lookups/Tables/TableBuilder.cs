using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Lookups.Tables;

/// <summary>Puts a table together row by row, bounded, and tells what does not go with the declaration.</summary>
internal sealed class TableBuilder
{
    /// <summary>Most rows.</summary>
    public const int RowLimit = 100_000;

    /// <summary>
    /// Most characters of all values together, a number counting as eight: what a table takes in memory is bounded by it.
    /// </summary>
    public const int SizeLimit = 16 << 20;

    // Most of a key that a problem shows.
    private const int ShownLimit = 64;

    private readonly int[] _keys;
    private readonly int[] _fields;
    private readonly string[] _columns;
    private readonly List<TableRow> _rows = [];
    private readonly Dictionary<FieldValue[], int> _lines = new(new KeyComparer([]));
    private long _size;

    private TableBuilder(IReadOnlyList<string> columns, IEnumerable<string> keys, IEnumerable<string> fields)
    {
        int IndexOf(string column) => columns.Index().First(c => c.Item == column).Index;
        _columns = [.. fields];
        _keys = [.. keys.Select(IndexOf)];
        _fields = [.. _columns.Select(IndexOf)];
    }

    /// <summary>Begins a table with the columns that its source has; null after telling what is missing.</summary>
    public static TableBuilder? Begin(KeyedLookupConfig config, IReadOnlyList<string> columns, List<TableProblem> problems)
    {
        var keyProperty = config.Columns is null ? nameof(config.Key) : nameof(config.Columns);
        Require(config.KeyColumns, keyProperty, columns, problems);
        Require(config.Fields ?? [], nameof(config.Fields), columns, problems);
        var fields = config.Fields ?? [.. columns.Except(config.KeyColumns)];
        return problems.Count == 0 ? new(columns, config.KeyColumns, fields) : null;
    }

    /// <summary>Takes a row; says what is wrong with it, or null.</summary>
    /// <param name="row">A value for each column of the source.</param>
    /// <param name="line">Where it stands, as a number from 1.</param>
    /// <param name="what">What that number counts: <c>line</c>.</param>
    public string? Add(ReadOnlySpan<FieldValue> row, int line, string what)
    {
        if (_rows.Count == RowLimit) return $"the table has more than {RowLimit:N0} rows";
        var (key, values) = (new FieldValue[_keys.Length], new FieldValue[_fields.Length]);
        for (var i = 0; i < key.Length; i++) key[i] = Counted(FieldValue.Of(row[_keys[i]].ToString()));
        for (var i = 0; i < values.Length; i++) values[i] = Counted(row[_fields[i]]);
        if (_size > SizeLimit) return $"the values of the table take more than {Quantity.FormatSize(SizeLimit)}";
        if (Array.Exists(key, value => value.AsText!.Length == 0)) return "a row has no key";
        if (!_lines.TryAdd(key, line)) return $"the key '{Shown(key)}' stands in {what} {_lines[key]} already";
        _rows.Add(new(key, values));
        return null;
    }

    /// <summary>Whether rows are found by a column of the source.</summary>
    public bool IsKey(int column) => Array.IndexOf(_keys, column) >= 0;

    /// <summary>Whether a column of the source is a part of the table.</summary>
    public bool IsWanted(int column) => IsKey(column) || Array.IndexOf(_fields, column) >= 0;

    /// <summary>The table.</summary>
    public LookupTable Build() => new(_columns, _rows);

    private static void Require(
        IReadOnlyList<string> wanted, string property, IReadOnlyList<string> columns, List<TableProblem> problems)
    {
        foreach (var name in wanted.Except(columns))
        {
            var given = columns.Count == 0 ? "no columns" : string.Join(", ", columns.Take(20).Select(c => VisibleText.Of(c)));
            problems.Add(new(property, name, $"the table has no column '{name}'; it has {given}", Spelling.Nearest(name, columns)));
        }
    }

    private FieldValue Counted(in FieldValue value)
    {
        _size += value.AsText?.Length ?? 8;
        return value;
    }

    private static string Shown(FieldValue[] key)
    {
        var text = string.Join(", ", key.Select(value => value.AsText));
        return VisibleText.Of(text.Length > ShownLimit ? $"{text[..ShownLimit]}…" : text);
    }
}
