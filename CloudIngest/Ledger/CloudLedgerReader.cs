using System.Globalization;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>Reads a cloud node's ledger from its data directory, also while the node writes them. All from one moment.</summary>
public sealed class CloudLedgerReader : IDisposable
{
    /// <summary>Name of the ledger's file inside the data directory.</summary>
    public const string FileName = "ledger.db";

    private readonly SqliteConnection _connection;

    /// <summary>Opens the ledger of a data directory for reading.</summary>
    /// <exception cref="IOException">It is not there, cannot be read, or was written by a newer version.</exception>
    public CloudLedgerReader(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (!Exists(dataDirectory)) throw new FileNotFoundException($"there is no ledger at {path}", path);
        _connection = SqliteFile.OpenToRead(path);
    }

    /// <summary>Whether a data directory is a cloud node's.</summary>
    public static bool Exists(string dataDirectory) => File.Exists(Path.Combine(dataDirectory, FileName));

    /// <summary>The ledger.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public CloudLedger Ledger() => Guard(() =>
    {
        using var moment = _connection.BeginTransaction(deferred: true);
        var bindings = Bindings(moment);
        var ledger = new CloudLedger
        {
            Streams = Streams(moment),
            Gaps = Gaps(moment),
            Histories = HistoryTable.All(_connection, moment),
            Bindings = bindings,
            Corrections = bindings.Sum(binding => binding.Corrections),
            Replaced = bindings.Sum(binding => binding.Replaced),
        };
        using var command = Command("SELECT frames, received, created, duplicates, stale, dead FROM counts", moment);
        using var row = command.ExecuteReader();
        return !row.Read() ? ledger : ledger with
        {
            Frames = row.GetInt64(0),
            PointsReceived = row.GetInt64(1),
            PointsCreated = row.GetInt64(2),
            Duplicates = row.GetInt64(3),
            StaleRevisions = row.GetInt64(4),
            DeadLetters = row.GetInt64(5),
        };
    });

    /// <summary>
    /// What became of the points of each binding, and what each numbering of each node brought: without the gaps and histories of a long
    /// life.
    /// </summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    internal CloudLedger Sums() => Guard(() =>
    {
        using var moment = _connection.BeginTransaction(deferred: true);
        return new CloudLedger { Bindings = Bindings(moment), Streams = Streams(moment), Gaps = [] };
    });

    /// <summary>Dead letters that made room for newer ones.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public long DeadLettersDropped() => Guard(() =>
    {
        if (!HasTable("dead_letters_dropped", null)) return 0;
        using var dropped = Command("SELECT coalesce(sum(letters), 0) FROM dead_letters_dropped", null);
        return (long)dropped.ExecuteScalar()!;
    });

    /// <summary>The newest dead letters, oldest first.</summary>
    /// <param name="limit">Dead letters at most.</param>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyList<StoredCloudDeadLetter> DeadLetters(long limit) => Guard(() =>
    {
        using var command = Command("SELECT id, at, node, binding, reason, content FROM dead_letters ORDER BY id DESC LIMIT $limit", null);
        command.Parameters.AddWithValue("$limit", limit);
        using var row = command.ExecuteReader();
        var deadLetters = new List<StoredCloudDeadLetter>();
        while (row.Read())
        {
            var at = DateTimeOffset.Parse(row.GetString(1), CultureInfo.InvariantCulture);
            deadLetters.Add(new(row.GetInt64(0), at, row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<byte[]>(5)));
        }

        deadLetters.Reverse();
        return deadLetters;
    });

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException error)
        {
            throw new IOException($"{FileName}: {error.Message}", error);
        }
    }

    private List<StreamLedger> Streams(SqliteTransaction moment)
    {
        var lapses = HasTable("lapses", moment)
            ? "EXISTS (SELECT 1 FROM lapses l WHERE l.node = i.node AND l.epoch = i.epoch AND l.class = i.class)" : "0";
        using var command = Command(
            $"""
            SELECT i.node, i.epoch, i.class, coalesce(s.frames, 0), coalesce(s.points, 0), coalesce(s.duplicates, 0), max(i.last),
              max(i.last) - sum(i.last - i.first + 1),
              (SELECT coalesce(sum(h.last - h.first + 1), 0) FROM held_back h WHERE h.node = i.node AND h.epoch = i.epoch
                AND h.class = i.class), {lapses}
            FROM intervals i LEFT JOIN streams s USING (node, epoch, class) GROUP BY i.node, i.epoch, i.class
              ORDER BY i.node, i.epoch, i.class
            """,
            moment);
        using var row = command.ExecuteReader();
        var streams = new List<StreamLedger>();
        while (row.Read())
        {
            var deferred = row.GetInt64(8);
            streams.Add(new(
                row.GetString(0), Guid.Parse(row.GetString(1)), (DeliveryClass)row.GetInt32(2), row.GetInt64(3), row.GetInt64(4),
                row.GetInt64(5),
                row.GetInt64(6), row.GetInt64(7) - deferred, deferred)
            { AwaitsFirst = row.GetBoolean(9) });
        }

        return streams;
    }

    private List<BindingLedger> Bindings(SqliteTransaction moment)
    {
        if (!HasTable(PointTable.Name, moment)) return [];
        using var command = Command($"SELECT * FROM {PointTable.Name} ORDER BY node, epoch, class, binding", moment);
        return PointTable.Read(command);
    }

    private List<NotedGap> Gaps(SqliteTransaction moment)
    {
        using var command = Command(
            "SELECT node, epoch, class, first, last, missing, noticed_ms, revision FROM gaps ORDER BY noticed_ms, node, class", moment);
        var reasons = SettledGaps.Read(_connection, moment);
        return [.. GapTable.Read(command).Select(gap => gap.With(reasons))];
    }

    // A ledger that an earlier version wrote last does not have every table.
    private bool HasTable(string name, SqliteTransaction? moment)
    {
        using var known = Command("SELECT count(*) FROM sqlite_master WHERE name = $name", moment);
        known.Parameters.AddWithValue("$name", name);
        return (long)known.ExecuteScalar()! > 0;
    }

    private SqliteCommand Command(string sql, SqliteTransaction? moment)
    {
        var command = _connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = sql;
        return command;
    }
}
