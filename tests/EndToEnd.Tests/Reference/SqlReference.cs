using System.Globalization;
using Microsoft.Data.Sqlite;

namespace EventEdge.EndToEnd.Tests.Reference;

/// <summary>
/// The truth about the recorded series by other means: the files in a table, the windows by GROUP BY. Shares no code with the product.
/// </summary>
internal static class SqlReference
{
    private const string Hourly = """
        SELECT file, at - at % 3600 AS start, COUNT(*), MIN(value), MAX(value), SUM(value) FROM readings GROUP BY file, start
        """;

    private const string SixHourly = """
        WITH hops(n) AS (VALUES (0), (1), (2), (3), (4), (5))
        SELECT file, at - at % 3600 - 3600 * n AS start, COUNT(*), MIN(value), MAX(value), SUM(value) FROM readings, hops
          GROUP BY file, start
        """;

    /// <summary>One-hour tumbling windows of the files.</summary>
    public static Dictionary<WindowKey, Stats> Tumbling(IEnumerable<string> files) => Query(files, Hourly);

    /// <summary>Six-hour windows, one starting every hour.</summary>
    public static Dictionary<WindowKey, Stats> Hopping(IEnumerable<string> files) => Query(files, SixHourly);

    private static Dictionary<WindowKey, Stats> Query(IEnumerable<string> files, string sql)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Execute(connection, "CREATE TABLE readings (file TEXT NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL)");
        foreach (var file in files) Fill(connection, file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var windows = new Dictionary<WindowKey, Stats>();
        while (reader.Read())
        {
            windows.Add(
                new(reader.GetString(0), reader.GetInt64(1)),
                new(reader.GetInt64(2), reader.GetDouble(3), reader.GetDouble(4), reader.GetDouble(5)));
        }

        return windows;
    }

    private static void Fill(SqliteConnection connection, string file)
    {
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO readings VALUES ($file, CAST(strftime('%s', $at) AS INTEGER), $value)";
        insert.Parameters.AddWithValue("$file", Path.GetFileNameWithoutExtension(file));
        var at = insert.Parameters.Add("$at", SqliteType.Text);
        var value = insert.Parameters.Add("$value", SqliteType.Real);
        foreach (var line in File.ReadLines(file).Skip(1).Where(l => l.Length > 0))
        {
            var cells = line.Split(',');
            at.Value = cells[0];
            value.Value = double.Parse(cells[1], CultureInfo.InvariantCulture);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
