using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Lookups.Tables;
using Microsoft.Data.Sqlite;

namespace EventEdge.FunctionDispatcher.Lookups.Sqlite;

/// <summary>Rows of a database, read in one transaction: what another program is writing is there whole, or not at all.</summary>
internal sealed class SqliteTable(SqliteConnection connection, SqliteLookupConfig config)
{
    // A program that writes is waited for so long, in seconds.
    private const int WaitLimit = 2;

    private readonly List<TableProblem> _problems = [];

    /// <summary>Opens a database for reading only.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = WaitLimit,
        }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Reads the table.</summary>
    /// <exception cref="SqliteException">The database is locked, or none.</exception>
    public TableReading Read()
    {
        var names = Texts("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'");
        if (!names.Contains(config.Table))
        {
            var given = names.Count == 0 ? "no table at all" : string.Join(", ", names.Take(20));
            return Refuse(new(
                nameof(config.Table), null, $"the database has no table '{config.Table}'; it has {given}",
                Spelling.Nearest(config.Table, names)));
        }

        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{config.Table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        using var rows = command.ExecuteReader();
        string[] columns = [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)];
        if (TableBuilder.Begin(config, columns, _problems) is not { } table) return new() { Problems = _problems, Files = [] };
        var values = new FieldValue[columns.Length];
        for (var row = 1; rows.Read(); row++)
        {
            var problem = Values(rows, values, table) ?? table.Add(values, row, "row");
            if (problem is not null) return Refuse(new(nameof(config.Table), null, $"row {row} of '{config.Table}': {problem}"));
        }

        return new() { Table = table.Build(), Files = [] };
    }

    private static TableReading Refuse(TableProblem problem) => new() { Problems = [problem], Files = [] };

    private static string? Values(SqliteDataReader row, FieldValue[] values, TableBuilder table)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!table.IsWanted(i)) continue;
            if (ValueOf(row.GetValue(i)) is not { } value) return $"'{row.GetName(i)}' holds bytes, which no field can";
            values[i] = value;
        }

        return null;
    }

    private static FieldValue? ValueOf(object value) => value switch
    {
        DBNull => FieldValue.Missing,
        long whole => FieldValue.Of(whole),
        double number => double.IsFinite(number) ? number : FieldValue.Missing,
        string text => FieldValue.Of(text),
        _ => default(FieldValue?),
    };

    private List<string> Texts(string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var rows = command.ExecuteReader();
        var texts = new List<string>();
        while (rows.Read()) texts.Add(rows.GetString(0));
        return texts;
    }
}
