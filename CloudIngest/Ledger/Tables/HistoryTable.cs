using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>What happened to numberings and ledgers, the newest of it; and whether the node concerned has been told.</summary>
internal sealed class HistoryTable : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS histories(
          id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL,
            first INTEGER NOT NULL,
          last INTEGER NOT NULL, records INTEGER NOT NULL, at_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, told INTEGER NOT NULL,
          UNIQUE (kind, node, epoch, class));
        """;

    private const string Columns = "kind, node, epoch, class, first, last, records, at_ms, last_ms";

    /// <summary>
    /// Notes of one node: one that floods the ledger with new numberings loses its oldest notes, not everybody's memory.
    /// </summary>
    public const int NodeLimit = 200;

    private const int Limit = 20_000;

    // While it goes on, a node is told again: the first word may have reached the other one of its name.
    private static readonly TimeSpan ReportAgain = TimeSpan.FromMinutes(1);

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _trim;

    /// <param name="connection">The ledger's file.</param>
    /// <param name="limit">Most notes of all nodes.</param>
    public HistoryTable(SqliteConnection connection, int limit = Limit)
    {
        _connection = connection;
        _put = SqliteFile.Prepare(
            connection,
            $"""
            INSERT INTO histories({Columns}, told) VALUES ($k, $n, $e, $c, $f, $l, $r, $a, $a, 0)
            ON CONFLICT DO UPDATE SET first = min(first, $f), last = max(last, $l), records = records + $r,
              told = CASE WHEN $a - told > {(long)ReportAgain.TotalMilliseconds} THEN 0 ELSE told END, last_ms = $a
            """,
            "$k", "$n", "$e", "$c", "$f", "$l", "$r", "$a");
        _trim = SqliteFile.Prepare(
            connection,
            $"""
            DELETE FROM histories WHERE kind <> {(int)HistoryKind.Lost} AND (
              id <= (SELECT id FROM histories WHERE node = $n ORDER BY id DESC LIMIT 1 OFFSET {NodeLimit}) AND node = $n
              OR id <= (SELECT id FROM histories ORDER BY id DESC LIMIT 1 OFFSET {limit}))
            """,
            "$n");
    }

    /// <summary>Notes it, or that it goes on.</summary>
    public void Put(HistoryNote note, SqliteTransaction transaction)
    {
        SqliteFile.Run(
            _put, transaction, (int)note.Kind, note.Node, note.Epoch.ToString(), (int)note.Class, note.First, note.Last, note.Records,
            note.At.ToUnixTimeMilliseconds());
        SqliteFile.Run(_trim, transaction, note.Node);
    }

    /// <summary>Fewer records of a node and class are lost than was noted; a note of none goes.</summary>
    public void Reduce(string node, DeliveryClass deliveryClass, long records, SqliteTransaction transaction)
    {
        using var reduce = SqliteFile.Prepare(
            _connection,
            $"""
            UPDATE histories SET records = records - $r WHERE kind = {(int)HistoryKind.Lost} AND node = $n AND class = $c;
            DELETE FROM histories WHERE kind = {(int)HistoryKind.Lost} AND node = $n AND records <= 0
            """,
            "$n", "$c", "$r");
        SqliteFile.Run(reduce, transaction, node, (int)deliveryClass, records);
    }

    /// <summary>
    /// What nodes have not been told yet, and what went on right after they were told: nothing else may come that tells them again.
    /// </summary>
    public List<HistoryNote> Unreported(DateTimeOffset now)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"""
            SELECT {Columns} FROM histories
            WHERE node <> '' AND (told = 0 OR (last_ms > told AND $now - told > {(long)ReportAgain.TotalMilliseconds})) ORDER BY id
            """;
        command.Parameters.AddWithValue("$now", now.ToUnixTimeMilliseconds());
        return Read(command);
    }

    /// <summary>The node was told.</summary>
    public void MarkReported(HistoryNote note, DateTimeOffset at)
    {
        using var command = SqliteFile.Prepare(
            _connection, "UPDATE histories SET told = $t WHERE kind = $k AND node = $n AND epoch = $e AND class = $c", "$t", "$k", "$n",
            "$e", "$c");
        using var transaction = _connection.BeginTransaction();
        SqliteFile.Run(
            command, transaction, at.ToUnixTimeMilliseconds(), (int)note.Kind, note.Node, note.Epoch.ToString(), (int)note.Class);
        transaction.Commit();
    }

    /// <summary>Everything noted, in the order it was noticed.</summary>
    public static List<HistoryNote> All(SqliteConnection connection, SqliteTransaction moment)
    {
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'histories'";
        // A ledger that an earlier version wrote last has no such table.
        if ((long)command.ExecuteScalar()! == 0) return [];
        command.CommandText = $"SELECT {Columns} FROM histories ORDER BY id";
        var notes = Read(command);
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'settled_histories'";
        return (long)command.ExecuteScalar()! == 0 ? notes : WithReasons(notes, command);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _put.Dispose();
        _trim.Dispose();
    }

    private static List<HistoryNote> WithReasons(List<HistoryNote> notes, SqliteCommand command)
    {
        command.CommandText = "SELECT kind, node, epoch, class, reason, at_ms FROM settled_histories";
        var reasons = new Dictionary<(HistoryKind, string, Guid, DeliveryClass), (string Reason, long At)>();
        using var row = command.ExecuteReader();
        while (row.Read())
            reasons[((HistoryKind)row.GetInt32(0), row.GetString(1), Guid.Parse(row.GetString(2)), (DeliveryClass)row.GetInt32(3))] = (
                row.GetString(4), row.GetInt64(5));
        return [.. notes.Select(note => reasons.TryGetValue((note.Kind, note.Node, note.Epoch, note.Class), out var settled)
            && settled.At >= note.LastAt.ToUnixTimeMilliseconds() ? note with { Settled = settled.Reason } : note)];
    }

    private static List<HistoryNote> Read(SqliteCommand command)
    {
        var notes = new List<HistoryNote>();
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            notes.Add(new(
                (HistoryKind)row.GetInt32(0), row.GetString(1), Guid.Parse(row.GetString(2)), (DeliveryClass)row.GetInt32(3),
                row.GetInt64(4),
                row.GetInt64(5), row.GetInt64(6), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8))));
        }

        return notes;
    }
}
