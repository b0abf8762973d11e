using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Mqtt.Retained;

/// <summary>
/// Retained messages on disk, so that they outlive the process and the power. Life: Open, Read, any number of writes by one, Dispose.
/// </summary>
internal sealed class RetainedFile : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS retained (topic TEXT PRIMARY KEY, payload BLOB NOT NULL, qos INTEGER NOT NULL) WITHOUT ROWID;
        """;

    private const int FormatVersion = 3;

    private const string FromZerothForm = """
        ALTER TABLE retained ADD COLUMN properties BLOB;
        ALTER TABLE retained ADD COLUMN expires INTEGER;
        ALTER TABLE retained ADD COLUMN sender TEXT;
        CREATE INDEX retained_expires ON retained (expires) WHERE expires IS NOT NULL;
        """;

    private const string FromFirstForm = """
        ALTER TABLE retained ADD COLUMN owner TEXT;
        """;

    private const string FromSecondForm = """
        DROP INDEX IF EXISTS retained_expires;
        ALTER TABLE retained ADD COLUMN saved INTEGER;
        """;

    private readonly SqliteConnection _database;

    private RetainedFile(SqliteConnection database) => _database = database;

    /// <summary>Opens the file, which is made when missing.</summary>
    /// <exception cref="MqttListenerException">It cannot be used.</exception>
    public static RetainedFile Open(string path)
    {
        try
        {
            return new(SqliteFile.Open(path, Schema, FormatVersion, Upgrade));
        }
        catch (IOException error)
        {
            throw new MqttListenerException($"the retained messages cannot be used: {error.Message}", error);
        }
    }

    /// <summary>What was saved last for each topic, one after the other; what has expired may be among it.</summary>
    public IEnumerable<RetainedMessage> Read()
    {
        using var command = _database.CreateCommand();
        command.CommandText = "SELECT topic, payload, qos, properties, expires, sender, owner, saved FROM retained ORDER BY topic";
        using var rows = command.ExecuteReader();
        while (rows.Read()) yield return Read(rows);
    }

    /// <summary>Writes the topics' values, all or none; a topic without a value is cleared. On disk when it returns.</summary>
    /// <exception cref="System.Data.Common.DbException">The disk does not take it.</exception>
    public void Write(IEnumerable<(string Topic, RetainedMessage? Value)> changes)
    {
        using var transaction = _database.BeginTransaction();
        foreach (var (topic, value) in changes) Write(topic, value, transaction);
        transaction.Commit();
    }

    /// <inheritdoc />
    public void Dispose() => _database.Dispose();

    private static RetainedMessage Read(SqliteDataReader row) => new(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetInt32(2))
    {
        Properties = row.IsDBNull(3) ? [] : row.GetFieldValue<byte[]>(3),
        Expires = row.IsDBNull(4) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
        Sender = row.IsDBNull(5) ? string.Empty : row.GetString(5),
        Owner = row.IsDBNull(6) ? string.Empty : row.GetString(6),
        Saved = row.IsDBNull(7) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
    };

    private static void Upgrade(SqliteConnection database, long from)
    {
        if (from == 0) SqliteFile.Run(database, FromZerothForm);
        if (from <= 1) SqliteFile.Run(database, FromFirstForm);
        if (from <= 2) SqliteFile.Run(database, FromSecondForm);
    }

    private void Write(string topic, RetainedMessage? value, SqliteTransaction transaction)
    {
        using var command = _database.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = value is null
            ? "DELETE FROM retained WHERE topic = $topic"
            : "INSERT OR REPLACE INTO retained (topic, payload, qos, properties, expires, sender, owner, saved) "
                + "VALUES ($topic, $payload, $qos, $properties, $expires, $sender, $owner, $saved)";
        command.Parameters.AddWithValue("$topic", topic);
        if (value is not null)
        {
            command.Parameters.AddWithValue("$payload", value.Payload);
            command.Parameters.AddWithValue("$qos", value.Qos);
            command.Parameters.AddWithValue("$properties", value.Properties);
            command.Parameters.AddWithValue("$expires", (object?)value.Expires?.ToUnixTimeMilliseconds() ?? DBNull.Value);
            command.Parameters.AddWithValue("$sender", value.Sender);
            command.Parameters.AddWithValue("$owner", value.Owner);
            command.Parameters.AddWithValue("$saved", (object?)value.Saved?.ToUnixTimeMilliseconds() ?? DBNull.Value);
        }

        command.ExecuteNonQuery();
    }
}
