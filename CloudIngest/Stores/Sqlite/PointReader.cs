using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Stores.Sqlite;

/// <summary>
/// Reads the embedded store, also while another process writes it. Several readers may read at once, each through its own instance.
/// </summary>
public sealed class PointReader : IDisposable
{
    /// <summary>Name of the store's file inside the data directory.</summary>
    public const string FileName = "points.db";

    private readonly SqliteConnection _connection;
    private readonly bool _hasNodes;

    /// <summary>Opens the store of a data directory for reading.</summary>
    /// <exception cref="FileNotFoundException">Nothing was stored there yet.</exception>
    /// <exception cref="IOException">It cannot be read, or was written by a newer version.</exception>
    public PointReader(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path)) throw new FileNotFoundException($"there is no point store at {path}", path);
        _connection = SqliteFile.OpenToRead(path, SqliteWriter.Format);
        _hasNodes = SqliteFile.FormatOf(_connection) >= SqliteWriter.Format;
    }

    /// <summary>The points of a measurement ordered by time, then by tags; streamed. All from one moment of the store.</summary>
    public IEnumerable<StoredPoint> Read(string measurement)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = """
            SELECT time_ns, tags, fields, revision, window_end_ns, partial, node, binding
            FROM points WHERE measurement = $measurement ORDER BY time_ns, tags
            """;
        command.Parameters.AddWithValue("$measurement", measurement);
        using var rows = command.ExecuteReader();
        while (rows.Read()) yield return RowOf(rows);
    }

    /// <summary>The measurements there are and how many points each has, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Measurements()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT measurement, count(*) FROM points GROUP BY measurement ORDER BY measurement";
        using var rows = command.ExecuteReader();
        var measurements = new List<KeyValuePair<string, long>>();
        while (rows.Read()) measurements.Add(KeyValuePair.Create(rows.GetString(0), rows.GetInt64(1)));
        return measurements;
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private StoredPoint RowOf(SqliteDataReader row) => new(
        PointTime.FromNanoseconds(row.GetInt64(0)),
        PointText.ReadTags(_hasNodes ? row.GetString(1) : PointText.WithNode(row.GetString(1), row.GetString(6))),
        PointText.ReadFields(row.GetString(2)),
        row.GetInt32(3),
        row.IsDBNull(4) ? null : PointTime.FromNanoseconds(row.GetInt64(4)),
        row.GetBoolean(5),
        row.GetString(6),
        row.GetString(7));
}
