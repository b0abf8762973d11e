using System.Globalization;
using System.Text.Json;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>The statements on a file of dead letters: one connection, one caller at a time.</summary>
internal sealed class DeadLetterTable : IDisposable
{
    // 2: which event of its message it was, or the whole message. 3: the message's properties.
    private const int FormatVersion = 3;

    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS dead_letter (
          id INTEGER PRIMARY KEY AUTOINCREMENT, binding TEXT NOT NULL, stage TEXT NOT NULL, reason TEXT NOT NULL, topic TEXT NOT NULL,
          payload BLOB NOT NULL, received_at TEXT NOT NULL, sequence INTEGER,
          event INTEGER NOT NULL DEFAULT 0, whole INTEGER NOT NULL DEFAULT 0, properties BLOB);
        CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY CHECK (id = 1), lost INTEGER NOT NULL);
        """;

    private const string Columns =
        """
        ALTER TABLE dead_letter ADD COLUMN event INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE dead_letter ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
        """;

    private const string Properties = "ALTER TABLE dead_letter ADD COLUMN properties BLOB;";

    private const string Index =
        """
        DROP INDEX IF EXISTS dead_letter_once;
        CREATE UNIQUE INDEX dead_letter_once ON dead_letter (binding, stage, sequence, event) WHERE sequence IS NOT NULL;
        """;

    private readonly SqliteConnection _connection;

    /// <summary>Opens or creates the file.</summary>
    /// <exception cref="IOException">It cannot be opened or written, or was written by a newer version.</exception>
    public DeadLetterTable(string path) => _connection = SqliteFile.Open(path, Schema, FormatVersion, Upgrade);

    public long Count() => Scalar("SELECT count(*) FROM dead_letter");

    /// <summary>Dead letters that made room so far.</summary>
    public long Lost() => Scalar("SELECT coalesce(max(lost), 0) FROM account");

    public SqliteTransaction Begin() => _connection.BeginTransaction();

    public void Insert(DeadLetter deadLetter, SqliteTransaction transaction)
    {
        var payload = deadLetter.Payload[..Math.Min(deadLetter.Payload.Length, DeadLetterStore.PayloadLimit)].ToArray();
        object sequence = deadLetter.Sequence == 0 ? DBNull.Value : deadLetter.Sequence;
        Execute(
            """
            INSERT OR IGNORE INTO dead_letter (binding, stage, reason, topic, payload, received_at, sequence, event, whole, properties)
            VALUES ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j)
            """,
            transaction, deadLetter.Binding, deadLetter.Stage.ToString(), deadLetter.Reason, deadLetter.Topic, payload,
            deadLetter.ReceivedAt.ToString("O"), sequence, deadLetter.Index, deadLetter.IsWhole,
            deadLetter.Properties.IsEmpty ? DBNull.Value : deadLetter.Properties.Bytes.ToArray());
    }

    /// <summary>Removes the oldest beyond a limit and adds them to the account; returns how many.</summary>
    public long DropOldest(long limit, SqliteTransaction transaction)
    {
        var excess = Count() - limit;
        if (excess <= 0) return 0;
        Execute("DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter ORDER BY id LIMIT $a)", transaction, excess);
        AddLost(excess, transaction);
        return excess;
    }

    public void AddLost(long deadLetters, SqliteTransaction? transaction = null) => Execute(
        "INSERT INTO account (id, lost) VALUES (1, $a) ON CONFLICT (id) DO UPDATE SET lost = lost + $a", transaction, deadLetters);

    public DeadLetterPage Read(DeadLetterFilter filter)
    {
        using var command = _connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT id, binding, stage, reason, topic, payload, received_at, sequence, event, whole, properties
            FROM dead_letter {Where(command, filter)} ORDER BY id DESC LIMIT $limit
            """;
        command.Parameters.AddWithValue("$limit", filter.Limit);
        using var row = command.ExecuteReader();
        var deadLetters = new List<StoredDeadLetter>();
        while (row.Read()) deadLetters.Add(DeadLetterOf(row));
        deadLetters.Reverse();
        return new(Count(), Lost(), deadLetters);
    }

    public long Delete(DeadLetterFilter filter)
    {
        using var command = _connection.CreateCommand();
        command.CommandText =
            $"DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter {Where(command, filter)} ORDER BY id DESC LIMIT $limit)";
        command.Parameters.AddWithValue("$limit", filter.Limit);
        return command.ExecuteNonQuery();
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    // A file of an older format may have no number: it was written last, and the node may have ended before.
    private static void Upgrade(SqliteConnection connection, long _) =>
        SqliteFile.Run(
            connection,
            (HasColumn(connection, "event") ? string.Empty : Columns)
            + (HasColumn(connection, "properties") ? string.Empty : Properties) + Index);

    private static bool HasColumn(SqliteConnection connection, string name)
    {
        using var asking = connection.CreateCommand();
        asking.CommandText = "SELECT count(*) FROM pragma_table_info('dead_letter') WHERE name = $name";
        asking.Parameters.AddWithValue("$name", name);
        return (long)asking.ExecuteScalar()! > 0;
    }

    private static string Where(SqliteCommand command, DeadLetterFilter filter)
    {
        command.Parameters.AddWithValue("$binding", (object?)filter.Binding ?? DBNull.Value);
        command.Parameters.AddWithValue(
            "$stage", (object?)filter.Stage?.Replace("_", string.Empty, StringComparison.Ordinal) ?? DBNull.Value);
        command.Parameters.AddWithValue("$ids", filter.Ids is { } ids ? JsonSerializer.Serialize(ids) : DBNull.Value);
        return """
            WHERE ($binding IS NULL OR binding = $binding) AND ($stage IS NULL OR lower(stage) = lower($stage))
              AND ($ids IS NULL OR id IN (SELECT value FROM json_each($ids)))
            """;
    }

    private static StoredDeadLetter DeadLetterOf(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), JsonNamingPolicy.SnakeCaseLower.ConvertName(row.GetString(2)), row.GetString(3),
        row.GetString(4),
        row.GetFieldValue<byte[]>(5), DateTimeOffset.Parse(row.GetString(6), CultureInfo.InvariantCulture),
        row.IsDBNull(7) ? null : row.GetInt64(7))
    {
        Event = row.GetInt32(8), IsWhole = row.GetBoolean(9),
        Properties = row.IsDBNull(10) ? null : new(row.GetFieldValue<byte[]>(10)),
    };

    private void Execute(string sql, SqliteTransaction? transaction = null, params ReadOnlySpan<object> values)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
        command.ExecuteNonQuery();
    }

    private long Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
