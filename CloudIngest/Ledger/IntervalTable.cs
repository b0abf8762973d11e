using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Measurements;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>The records of each stream that are stored, as they are on disk.</summary>
internal sealed class IntervalTable : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS intervals(
          node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
          PRIMARY KEY (node, epoch, class, first)) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _clear;
    private readonly SqliteCommand _add;

    public IntervalTable(SqliteConnection connection)
    {
        _connection = connection;
        _clear = SqliteFile.Prepare(connection, "DELETE FROM intervals WHERE node = $n AND epoch = $e AND class = $c", "$n", "$e", "$c");
        _add = SqliteFile.Prepare(connection, "INSERT INTO intervals VALUES ($n, $e, $c, $f, $l)", "$n", "$e", "$c", "$f", "$l");
    }

    /// <summary>Adds every stream there is.</summary>
    public void Load(Dictionary<StreamKey, IntervalSet> streams)
    {
        using var all = SqliteFile.Prepare(_connection, "SELECT node, epoch, class, first, last FROM intervals");
        using var rows = all.ExecuteReader();
        while (rows.Read())
        {
            var stream = new StreamKey(rows.GetString(0), Guid.Parse(rows.GetString(1)), (DeliveryClass)rows.GetInt32(2));
            if (!streams.TryGetValue(stream, out var stored)) streams.Add(stream, stored = new IntervalSet());
            stored.Add(rows.GetInt64(3), rows.GetInt64(4));
        }
    }

    /// <summary>Writes a stream's records.</summary>
    public void Save(StreamKey stream, IntervalSet stored, SqliteTransaction transaction)
    {
        Clear(stream, transaction);
        foreach (var (first, last) in stored.Intervals)
            SqliteFile.Run(_add, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class, first, last);
    }

    /// <summary>Removes a stream.</summary>
    public void Clear(StreamKey stream, SqliteTransaction transaction) =>
        SqliteFile.Run(_clear, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class);

    /// <inheritdoc />
    public void Dispose()
    {
        _clear.Dispose();
        _add.Dispose();
    }
}
