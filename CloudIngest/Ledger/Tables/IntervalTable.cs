using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// Records of each stream, as they are on disk: those that are stored, or those that are not missing although they never came here.
/// </summary>
internal sealed class IntervalTable : IDisposable
{
    /// <summary>What is stored, or is not missing.</summary>
    public const string Stored = "intervals";

    /// <summary>What of that never came here.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>What of that is missing, of gaps that are not kept one by one.</summary>
    public const string Folded = "folded";

    public const string Schema = $"""
        CREATE TABLE IF NOT EXISTS {Stored}({Columns}) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS {Elsewhere}({Columns}) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS {Folded}({Columns}) WITHOUT ROWID;
        """;

    private const string Columns = """
        node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
          PRIMARY KEY (node, epoch, class, first)
        """;

    private readonly SqliteConnection _connection;
    private readonly string _name;
    private readonly SqliteCommand _clear;
    private readonly SqliteCommand _add;

    public IntervalTable(SqliteConnection connection, string name)
    {
        (_connection, _name) = (connection, name);
        _clear = SqliteFile.Prepare(connection, $"DELETE FROM {name} WHERE node = $n AND epoch = $e AND class = $c", "$n", "$e", "$c");
        _add = SqliteFile.Prepare(connection, $"INSERT INTO {name} VALUES ($n, $e, $c, $f, $l)", "$n", "$e", "$c", "$f", "$l");
    }

    /// <summary>Every stream there is.</summary>
    public Dictionary<StreamKey, IntervalSet> Load()
    {
        var streams = new Dictionary<StreamKey, IntervalSet>();
        using var all = SqliteFile.Prepare(_connection, $"SELECT node, epoch, class, first, last FROM {_name}");
        using var rows = all.ExecuteReader();
        while (rows.Read())
        {
            var stream = new StreamKey(rows.GetString(0), Guid.Parse(rows.GetString(1)), (DeliveryClass)rows.GetInt32(2));
            if (!streams.TryGetValue(stream, out var stored)) streams.Add(stream, stored = new IntervalSet());
            stored.Add(rows.GetInt64(3), rows.GetInt64(4));
        }

        return streams;
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
