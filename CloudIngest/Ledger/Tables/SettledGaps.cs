using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// Gaps, and what happened to numberings and ledgers, that a person has looked into and given a reason for: they stay in the ledger, and
/// are no open question any more. What goes on afterwards is one again.
/// </summary>
public static class SettledGaps
{
    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS settled_gaps(
          node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, first INTEGER NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,
          PRIMARY KEY (node, epoch, class, first)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS settled_histories(
          kind INTEGER NOT NULL, node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, reason TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
          PRIMARY KEY (kind, node, epoch, class)) WITHOUT ROWID;
        """;

    /// <summary>
    /// Gives every open gap of a node, and every note that asks for a person, a reason; those that are settled already keep theirs. The
    /// store is told with the next points. Works on a running cloud node's directory, too.
    /// </summary>
    /// <param name="dataDirectory">A cloud node's data directory.</param>
    /// <param name="node">The edge node; null for all.</param>
    /// <param name="reason">What became of the records, in a person's words; at most 500 characters.</param>
    /// <param name="at">When this was decided.</param>
    /// <param name="tail">Records behind the last ones stored that an edge knows to be confirmed and that will not come any more.</param>
    /// <returns>The gaps and the notes that were settled now.</returns>
    /// <exception cref="IOException">The ledger is not there or cannot be written.</exception>
    /// <exception cref="ArgumentException">The tail is another node's than the one to settle: its gaps would be entered and stay
    /// open.</exception>
    public static (int Gaps, int Notes) Settle(
        string dataDirectory, string? node, string reason, DateTimeOffset at, IReadOnlyCollection<SequenceGap>? tail = null)
    {
        if (node is not null && tail?.FirstOrDefault(gap => gap.Node != node) is { } other)
            throw new ArgumentException($"the records given up are of node {other.Node}, not of node {node}", nameof(tail));
        var path = Path.Combine(dataDirectory, CloudLedgerReader.FileName);
        if (!File.Exists(path)) throw new FileNotFoundException($"there is no ledger at {path}", path);
        try
        {
            using var connection = SqliteFile.Open(path, GapTable.Schema + HistoryTable.Schema + Schema);
            using var transaction = connection.BeginTransaction();
            foreach (var gap in tail ?? []) GapTable.Add(connection, gap, at, transaction);
            const string Open = "missing > 0 AND ($node IS NULL OR node = $node) AND NOT EXISTS (SELECT 1 FROM settled_gaps s "
                + "WHERE s.node = gaps.node AND s.epoch = gaps.epoch AND s.class = gaps.class AND s.first = gaps.first)";
            Run(connection, transaction, $"UPDATE gaps SET told = -1, revision = revision + 1 WHERE {Open}", node, reason, at);
            var settled = Run(
                connection, transaction, $"INSERT INTO settled_gaps SELECT node, epoch, class, first, $reason, $at FROM gaps WHERE {Open}",
                node, reason, at);
            var notes = Run(
                connection, transaction,
                $"""
                INSERT OR REPLACE INTO settled_histories SELECT kind, node, epoch, class, $reason, max(last_ms, unixepoch($at) * 1000)
                  FROM histories h
                WHERE kind IN ({(int)HistoryKind.TwoSenders}, {(int)HistoryKind.TwoLedgers}, {(int)HistoryKind.Lost})
                  AND ($node IS NULL OR node = $node)
                  AND NOT EXISTS (SELECT 1 FROM settled_histories s
                    WHERE (s.kind, s.node, s.epoch, s.class) = (h.kind, h.node, h.epoch, h.class) AND s.at_ms >= h.last_ms)
                """,
                node, reason, at);
            transaction.Commit();
            return (settled, notes);
        }
        catch (SqliteException error)
        {
            throw new IOException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The reasons, by gap; none where no version that knows of them has opened the file.</summary>
    internal static Dictionary<(StreamKey Stream, long First), string> Read(SqliteConnection connection, SqliteTransaction? moment)
    {
        var reasons = new Dictionary<(StreamKey Stream, long First), string>();
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'settled_gaps'";
        if ((long)command.ExecuteScalar()! == 0) return reasons;
        command.CommandText = "SELECT node, epoch, class, first, reason FROM settled_gaps";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var stream = new StreamKey(
                row.GetString(0), Guid.Parse(row.GetString(1)), (Contracts.Measurements.DeliveryClass)row.GetInt32(2));
            reasons[(stream, row.GetInt64(3))] = row.GetString(4);
        }

        return reasons;
    }

    private static int Run(
        SqliteConnection connection, SqliteTransaction transaction, string sql, string? node, string reason, DateTimeOffset at)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Parameters.AddWithValue("$node", (object?)node ?? DBNull.Value);
        command.Parameters.AddWithValue("$reason", reason);
        command.Parameters.AddWithValue("$at", at.ToString("O"));
        return command.ExecuteNonQuery();
    }
}
