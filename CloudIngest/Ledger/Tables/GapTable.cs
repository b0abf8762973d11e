using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// Every gap the store was told of or will be, with the moment it was noticed and whether it is closed. Frames overtake each other on the
/// way: a gap that closes before anybody was told of it was none, and is forgotten.
/// </summary>
internal sealed class GapTable(SqliteConnection connection)
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS gaps(
          node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
          missing INTEGER NOT NULL, noticed_ms INTEGER NOT NULL, revision INTEGER NOT NULL, told INTEGER NOT NULL,
          PRIMARY KEY (node, epoch, class, first)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS gaps_untold ON gaps (told) WHERE told < 1;
        CREATE INDEX IF NOT EXISTS gaps_noticed ON gaps (node, class, noticed_ms);
        """;

    // What told means: 1 the store knows this state, 0 it knows nothing of the gap, -1 it knows an older state.
    private const string Columns = "node, epoch, class, first, last, missing, noticed_ms, revision";

    /// <summary>Closed gaps of a node that are kept.</summary>
    public const int ClosedLimit = 1_000;

    /// <summary>
    /// Notes new gaps of a stream, what its edge holds back not among them, and counts down those that fill. A stream without a gap costs
    /// one look at an empty list.
    /// </summary>
    public void Follow(
        StreamKey stream, IntervalSet stored, IReadOnlyCollection<(long First, long Last)> deferred, DateTimeOffset now,
        SqliteTransaction transaction)
    {
        var known = Open(stream, transaction);
        foreach (var gap in known)
        {
            var missing = gap.Last - gap.First + 1 - stored.Within(gap.First, gap.Last).Sum(range => range.Last - range.First + 1);
            if (missing == 0 && ForgetUnreported(gap, transaction)) continue;
            if (missing != gap.Missing) Put(gap with { Missing = missing, Revision = gap.Revision + 1 }, transaction);
        }

        var isNew = false;
        foreach (var (first, last) in stored.Missing().Without(deferred).Without([.. known.Select(gap => (gap.First, gap.Last)).Order()]))
        {
            Put(new(stream.Node, stream.Epoch, stream.Class, first, last, last - first + 1, FreeMoment(stream, now, transaction), 0),
                transaction);
            isNew = true;
        }

        if (isNew) DropClosed(stream.Node, transaction);
    }

    /// <summary>Takes out what a stream's gaps up to a record are: they are not kept one by one any more.</summary>
    public FoldedGaps Fold(StreamKey stream, long last, SqliteTransaction transaction)
    {
        const string Which = "WHERE node = $n AND epoch = $e AND class = $c AND last <= $f";
        const string Settled = "EXISTS (SELECT 1 FROM settled_gaps s WHERE s.node = gaps.node AND s.epoch = gaps.epoch "
            + "AND s.class = gaps.class AND s.first = gaps.first)";
        FoldedGaps folded;
        using (var sums = Command($"SELECT coalesce(sum(missing), 0), coalesce(sum(CASE WHEN {Settled} THEN missing ELSE 0 END), 0) "
            + $"FROM gaps {Which} AND missing > 0", transaction, last))
        {
            Bind(sums, stream);
            using var row = sums.ExecuteReader();
            row.Read();
            folded = new(row.GetInt64(0) - row.GetInt64(1), row.GetInt64(1));
        }

        using var drop = Command($"DELETE FROM settled_gaps WHERE (node, epoch, class, first) IN (SELECT node, epoch, class, first "
            + $"FROM gaps {Which}); DELETE FROM gaps {Which}", transaction, last);
        Bind(drop, stream);
        drop.ExecuteNonQuery();
        return folded;
    }

    /// <summary>Adds a gap that no later record shows.</summary>
    public static void Add(SqliteConnection connection, SequenceGap gap, DateTimeOffset now, SqliteTransaction transaction)
    {
        var (table, stream) = (new GapTable(connection), new StreamKey(gap.Node, gap.Epoch, gap.Class));
        var noticed = table.FreeMoment(stream, now, transaction);
        table.Put(new(gap.Node, gap.Epoch, gap.Class, gap.First, gap.Last, gap.Last - gap.First + 1, noticed, 0), transaction);
    }

    /// <summary>States the store has not been told.</summary>
    public IReadOnlyList<NotedGap> Unreported()
    {
        using var command = Command($"SELECT {Columns} FROM gaps WHERE told < 1 ORDER BY noticed_ms", null);
        var unreported = Read(command);
        if (unreported.Count == 0) return unreported;
        var reasons = SettledGaps.Read(connection, null);
        return [.. unreported.Select(gap => gap.With(reasons))];
    }

    /// <summary>Marks a state as told, unless it has changed since.</summary>
    public void MarkReported(NotedGap gap)
    {
        using var command = Command(
            "UPDATE gaps SET told = 1 WHERE node = $n AND epoch = $e AND class = $c AND first = $f AND revision = $r", null, gap.First,
            gap.Revision);
        Bind(command, new(gap.Node, gap.Epoch, gap.Class));
        command.ExecuteNonQuery();
    }

    /// <summary>Reads the gaps a query selects, in the order of the columns.</summary>
    public static List<NotedGap> Read(SqliteCommand command)
    {
        var gaps = new List<NotedGap>();
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            gaps.Add(new(
                row.GetString(0), Guid.Parse(row.GetString(1)), (DeliveryClass)row.GetInt32(2), row.GetInt64(3),
                row.GetInt64(4), row.GetInt64(5), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), row.GetInt32(7)));
        }

        return gaps;
    }

    // Those that are closed, and told, are history: the newest of a node are enough.
    private void DropClosed(string node, SqliteTransaction transaction)
    {
        using var command = Command(
            $"""
            DELETE FROM gaps WHERE node = $n AND missing = 0 AND told = 1 AND noticed_ms <= (
              SELECT noticed_ms FROM gaps WHERE node = $n AND missing = 0 AND told = 1
                ORDER BY noticed_ms DESC LIMIT 1 OFFSET {ClosedLimit})
            """,
            transaction);
        command.Parameters.AddWithValue("$n", node);
        command.ExecuteNonQuery();
    }

    private List<NotedGap> Open(StreamKey stream, SqliteTransaction transaction)
    {
        using var command = Command(
            $"SELECT {Columns} FROM gaps WHERE node = $n AND epoch = $e AND class = $c AND missing > 0", transaction);
        Bind(command, stream);
        return Read(command);
    }

    // Node, class and moment are the identity of the point a gap becomes: two gaps must not share them.
    private DateTimeOffset FreeMoment(StreamKey stream, DateTimeOffset now, SqliteTransaction transaction)
    {
        using var command = Command("SELECT coalesce(max(noticed_ms), 0) FROM gaps WHERE node = $n AND class = $c", transaction);
        Bind(command, stream);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(now.ToUnixTimeMilliseconds(), (long)command.ExecuteScalar()! + 1));
    }

    private bool ForgetUnreported(NotedGap gap, SqliteTransaction transaction)
    {
        using var command = Command(
            "DELETE FROM gaps WHERE node = $n AND epoch = $e AND class = $c AND first = $f AND told = 0", transaction, gap.First);
        Bind(command, new(gap.Node, gap.Epoch, gap.Class));
        return command.ExecuteNonQuery() > 0;
    }

    private void Put(NotedGap gap, SqliteTransaction transaction)
    {
        using var command = Command("""
            INSERT INTO gaps VALUES ($n, $e, $c, $f, $l, $m, $a, $r, 0)
            ON CONFLICT DO UPDATE SET last = $l, missing = $m, noticed_ms = $a, revision = $r, told = CASE told WHEN 0 THEN 0 ELSE -1 END
            """, transaction, gap.First, gap.Revision);
        Bind(command, new(gap.Node, gap.Epoch, gap.Class));
        command.Parameters.AddWithValue("$l", gap.Last);
        command.Parameters.AddWithValue("$m", gap.Missing);
        command.Parameters.AddWithValue("$a", gap.NoticedAt.ToUnixTimeMilliseconds());
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, SqliteTransaction? transaction, long? first = null, int? revision = null)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        if (first is not null) command.Parameters.AddWithValue("$f", first);
        if (revision is not null) command.Parameters.AddWithValue("$r", revision);
        return command;
    }

    private static void Bind(SqliteCommand command, StreamKey stream)
    {
        command.Parameters.AddWithValue("$n", stream.Node);
        command.Parameters.AddWithValue("$e", stream.Epoch.ToString());
        command.Parameters.AddWithValue("$c", (int)stream.Class);
    }
}

/// <summary>What gaps that are no longer kept one by one come to.</summary>
/// <param name="Lost">Records missing in those that nobody has settled.</param>
/// <param name="Settled">Records missing in the others.</param>
internal readonly record struct FoldedGaps(long Lost, long Settled);
