using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Frames;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// What the cloud gave up, bounded for each node and in all: the oldest of a node make room for its newer ones, and of all nodes the one
/// with the most bytes makes room first. How many went is kept.
/// </summary>
internal sealed class DeadLetterTable : IDisposable
{
    public const string Schema = $"""
        CREATE TABLE IF NOT EXISTS dead_letters(
          id INTEGER PRIMARY KEY, at TEXT NOT NULL, node TEXT NOT NULL, binding TEXT NOT NULL, reason TEXT NOT NULL, content BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS dead_letters_origin ON dead_letters ({Origin}, id);
        CREATE TABLE IF NOT EXISTS dead_letters_dropped(node TEXT PRIMARY KEY, letters INTEGER NOT NULL) WITHOUT ROWID;
        """;

    // All that a row takes: a name and a reason may be longer than the content.
    private const string Bytes = "(length(content) + length(CAST(binding AS BLOB)) + length(CAST(reason AS BLOB)))";

    private const int TotalCheckEvery = 64;

    // Whose limits a dead letter counts towards. What nodes frames without a sender name is free text: together they are one.
    private const string Origin =
        $"(CASE WHEN node GLOB '{StoredCloudDeadLetter.NotProven}*' THEN '{StoredCloudDeadLetter.NotProven}' ELSE node END)";

    private static readonly string[] Columns = ["$a", "$n", "$b", "$r", "$c"];

    private readonly SqliteConnection _connection;
    private readonly DeadLetterLimits _limits;
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _size;
    private readonly SqliteCommand _dropOldest;
    private readonly SqliteCommand _dropped;
    private int _sinceTotalCheck;

    public DeadLetterTable(SqliteConnection connection, DeadLetterLimits limits)
    {
        _connection = connection;
        _limits = limits;
        _add = SqliteFile.Prepare(
            connection, "INSERT INTO dead_letters(at, node, binding, reason, content) VALUES ($a, $n, $b, $r, $c)", Columns);
        _size = SqliteFile.Prepare(connection, $"SELECT count(*), coalesce(sum({Bytes}), 0) FROM dead_letters WHERE {Origin} = $n", "$n");
        _dropOldest = SqliteFile.Prepare(
            connection, $"DELETE FROM dead_letters WHERE id IN (SELECT id FROM dead_letters WHERE {Origin} = $n ORDER BY id LIMIT $l)",
            "$n", "$l");
        _dropped = SqliteFile.Prepare(
            connection, """
            INSERT INTO dead_letters_dropped
            SELECT CASE WHEN (SELECT count(*) FROM dead_letters_dropped) < 10000 OR $n IN (SELECT node
              FROM dead_letters_dropped) THEN $n ELSE '' END, $l
            WHERE true ON CONFLICT DO UPDATE SET letters = letters + $l
            """,
            "$n", "$l");
    }

    /// <summary>Keeps dead letters, and makes room for them; what a batch had beyond that is counted with what made room.</summary>
    public void Add(
        IReadOnlyCollection<CloudDeadLetter> deadLetters, IReadOnlyDictionary<string, long> dropped, DateTimeOffset at,
        SqliteTransaction transaction)
    {
        foreach (var (node, letters) in dropped) SqliteFile.Run(_dropped, transaction, node, letters);
        if (deadLetters.Count == 0) return;
        foreach (var deadLetter in deadLetters)
        {
            var kept = deadLetter.Within(deadLetter.IsFrame ? _limits.FrameBytes : _limits.DeadLetterBytes);
            SqliteFile.Run(_add, transaction, at.ToString("O"), kept.Node, kept.Binding, kept.Reason, kept.Content);
        }

        foreach (var node in deadLetters.Select(deadLetter => OriginOf(deadLetter.Node)).Distinct())
            Fit(node, _limits.NodeDeadLetters, _limits.NodeBytes, transaction);
        _sinceTotalCheck += deadLetters.Count;
        if (_sinceTotalCheck < TotalCheckEvery) return;
        _sinceTotalCheck = 0;
        FitAll(transaction);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in new[] { _add, _size, _dropOldest, _dropped }) command.Dispose();
    }

    private static string OriginOf(string node) =>
        node.StartsWith(StoredCloudDeadLetter.NotProven, StringComparison.Ordinal) ? StoredCloudDeadLetter.NotProven : node;

    // A tenth goes at once, so that a flood does not pay for room with every dead letter.
    private void Fit(string node, long deadLetters, long bytes, SqliteTransaction transaction)
    {
        while (SizeOf(node, transaction) is var (count, size) && (count > deadLetters || size > bytes))
        {
            var drop = Math.Max(Math.Max(count - deadLetters, 0), (count / 10) + 1);
            SqliteFile.Run(_dropOldest, transaction, node, drop);
            SqliteFile.Run(_dropped, transaction, node, drop);
        }
    }

    private void FitAll(SqliteTransaction transaction)
    {
        using var largest = SqliteFile.Prepare(
            _connection,
            $"""
            SELECT {Origin}, count(*), sum({Bytes}), sum(count(*)) OVER (), sum(sum({Bytes})) OVER ()
            FROM dead_letters GROUP BY 1 ORDER BY CASE WHEN (SELECT sum({Bytes}) FROM dead_letters) > $b THEN 3 ELSE 2 END DESC LIMIT 1
            """,
            "$b");
        (largest.Transaction, largest.Parameters[0].Value) = (transaction, _limits.TotalBytes);
        while (true)
        {
            string node;
            long count, bytes;
            using (var row = largest.ExecuteReader())
            {
                if (!row.Read() || (row.GetInt64(3) <= _limits.TotalDeadLetters && row.GetInt64(4) <= _limits.TotalBytes)) return;
                (node, count, bytes) = (row.GetString(0), row.GetInt64(1), row.GetInt64(2));
            }

            Fit(node, count / 2, bytes / 2, transaction);
        }
    }

    private (long Count, long Bytes) SizeOf(string node, SqliteTransaction transaction)
    {
        _size.Transaction = transaction;
        _size.Parameters[0].Value = node;
        using var row = _size.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1));
    }
}

/// <summary>How many dead letters the cloud keeps.</summary>
internal sealed record DeadLetterLimits
{
    /// <summary>Most dead letters of a node. Default 10,000.</summary>
    public long NodeDeadLetters { get; init; } = 10_000;

    /// <summary>Most bytes in them. Default 16 MiB.</summary>
    public long NodeBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Most bytes of a point; the rest is cut off. Default 1 MiB.</summary>
    public int DeadLetterBytes { get; init; } = 1024 * 1024;

    /// <summary>Most bytes of a frame, which can be sent again only if it is whole. Default: the largest there is, 8 MiB.</summary>
    public int FrameBytes { get; init; } = FrameLimits.BodyBytes;

    /// <summary>Most dead letters of all nodes. Default 100,000.</summary>
    public long TotalDeadLetters { get; init; } = 100_000;

    /// <summary>Most bytes in them. Default 256 MiB.</summary>
    public long TotalBytes { get; init; } = 256 * 1024 * 1024;
}
