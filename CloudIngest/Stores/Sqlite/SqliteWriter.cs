using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Stores.Sqlite;

/// <summary>
/// The embedded store: one file, one table, readable by other processes while it is written (<see cref="PointReader"/>).
/// A write is one synced transaction.
/// </summary>
internal sealed class SqliteWriter : ITimeSeriesWriter
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS points(
          measurement TEXT NOT NULL, tags TEXT NOT NULL, time_ns INTEGER NOT NULL, fields TEXT NOT NULL, revision INTEGER NOT NULL,
          window_end_ns INTEGER, partial INTEGER NOT NULL, node TEXT NOT NULL, binding TEXT NOT NULL,
          PRIMARY KEY (measurement, tags, time_ns)) WITHOUT ROWID;
        """;

    /// <summary>Since format 2 the node is one of the tags; before, two nodes with the same tags wrote the same row.</summary>
    internal const long Format = 2;

    private static readonly string[] Columns =
        ["$measurement", "$tags", "$time", "$fields", "$revision", "$window_end", "$partial", "$node", "$binding"];

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _correct;
    private long _points;

    /// <summary>Opens or makes the file.</summary>
    /// <exception cref="IOException">It cannot be opened or written, or was written by a newer version.</exception>
    public SqliteWriter(string path)
    {
        _connection = SqliteFile.Open(path, Schema, Format, AddNodes);
        _insert = SqliteFile.Prepare(
            _connection,
            "INSERT OR IGNORE INTO points VALUES ($measurement, $tags, $time, $fields, $revision, $window_end, $partial, $node, $binding)",
            Columns);
        _correct = SqliteFile.Prepare(
            _connection,
            """
            UPDATE points SET fields = CASE WHEN revision < $revision THEN $fields ELSE json_patch(fields, $fields) END,
              revision = $revision, window_end_ns = $window_end, partial = $partial, node = $node, binding = $binding
            WHERE measurement = $measurement AND tags = $tags AND time_ns = $time AND revision <= $revision
            """,
            Columns);
        using var count = SqliteFile.Prepare(_connection, $"SELECT count(*) FROM points WHERE measurement <> '{GapPoint.Measurement}'");
        _points = (long)count.ExecuteScalar()!;
    }

    /// <inheritdoc />
    public string Name => "sqlite";

    /// <inheritdoc />
    /// <remarks>Without the notes of gaps, which are this ingest's and nobody's measurement.</remarks>
    public long? PointsStored => Interlocked.Read(ref _points);

    /// <inheritdoc />
    public Task<WriteResult> WriteAsync(IReadOnlyList<NodePoint> batch, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult(Write(batch));
        }
        catch (SqliteException error)
        {
            return Task.FromResult(WriteResult.Retry(error.Message));
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _insert.Dispose();
        _correct.Dispose();
        return _connection.DisposeAsync();
    }

    private WriteResult Write(IReadOnlyList<NodePoint> batch)
    {
        var created = 0;
        var superseded = new List<NodePoint>();
        var rejected = new List<RejectedPoint>();
        using var transaction = _connection.BeginTransaction();
        foreach (var point in batch)
        {
            if (!PointTime.Fits(point.Point.Time)) rejected.Add(new RejectedPoint(point, "the time is outside of 1677 to 2262"));
            else if (Run(_insert, transaction, point) == 1) created += point.Point.Measurement == GapPoint.Measurement ? 0 : 1;
            else if (Run(_correct, transaction, point) == 0) superseded.Add(point);
        }

        transaction.Commit();
        Interlocked.Add(ref _points, created);
        return new WriteResult { Accepted = true, Superseded = superseded, Rejected = rejected };
    }

    private static void AddNodes(SqliteConnection connection, long from)
    {
        if (from == 0) return;
        connection.CreateFunction<string, string, string>("with_node", PointText.WithNode, isDeterministic: true);
        SqliteFile.Run(connection, "UPDATE OR REPLACE points SET tags = with_node(tags, node)");
    }

    private static int Run(SqliteCommand command, SqliteTransaction transaction, NodePoint source)
    {
        var point = source.Point;
        return SqliteFile.Run(
            command, transaction,
            point.Measurement, PointText.Tags(point.Tags), PointTime.ToNanoseconds(point.Time), PointText.Fields(point.Fields),
            point.Revision,
            WindowEnd(point), point.Partial, source.Node, source.Binding);
    }

    private static long? WindowEnd(Point point) =>
        point.WindowEnd is { } end && PointTime.Fits(end) ? PointTime.ToNanoseconds(end) : null;
}
