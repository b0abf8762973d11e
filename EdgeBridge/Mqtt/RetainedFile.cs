using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// Retained messages on disk, so that they outlive the process and the power. One writer commits whatever came meanwhile in one transaction;
/// who needs to know waits for it. Life: Open, Load, any number of saves, DisposeAsync.
/// </summary>
internal sealed class RetainedFile : IAsyncDisposable
{
    private const int QueueLimit = 4096;
    private const int BatchLimit = 512;

    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS retained (topic TEXT PRIMARY KEY, payload BLOB NOT NULL, qos INTEGER NOT NULL) WITHOUT ROWID;
        """;

    // The first form had no properties; a file of a later one than ours is not touched.
    private const int Form = 1;

    private const string FromFirstForm = """
        BEGIN;
        ALTER TABLE retained ADD COLUMN properties BLOB;
        ALTER TABLE retained ADD COLUMN expires INTEGER;
        ALTER TABLE retained ADD COLUMN sender TEXT;
        CREATE INDEX retained_expires ON retained (expires) WHERE expires IS NOT NULL;
        PRAGMA user_version = 1;
        COMMIT;
        """;

    private readonly SqliteConnection _database;
    private readonly TimeProvider _time;
    private readonly Channel<Change> _changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(QueueLimit) { SingleReader = true });
    private readonly Task _writing;

    private RetainedFile(SqliteConnection database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Opens the file, which is made when missing.</summary>
    /// <exception cref="MqttDoorException">It cannot be used.</exception>
    public static RetainedFile Open(string path, TimeProvider time)
    {
        var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            database.Open();
            Prepare(database);
            return new(database, time);
        }
        catch (MqttDoorException)
        {
            database.Dispose();
            throw;
        }
        catch (SqliteException error)
        {
            database.Dispose();
            throw new MqttDoorException($"the retained messages in {path} cannot be used: {error.Message}", error);
        }
    }

    /// <summary>What was saved last for each topic; what has expired may be among it.</summary>
    public IReadOnlyList<RetainedMessage> Load()
    {
        using var command = _database.CreateCommand();
        command.CommandText = "SELECT topic, payload, qos, properties, expires, sender FROM retained ORDER BY topic";
        using var rows = command.ExecuteReader();
        var all = new List<RetainedMessage>();
        while (rows.Read()) all.Add(Read(rows));
        return all;
    }

    private static RetainedMessage Read(SqliteDataReader row) => new(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetInt32(2))
    {
        Properties = row.IsDBNull(3) ? [] : row.GetFieldValue<byte[]>(3),
        Expires = row.IsDBNull(4) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
        Sender = row.IsDBNull(5) ? string.Empty : row.GetString(5),
    };

    private static void Prepare(SqliteConnection database)
    {
        Execute(database, Schema);
        using var asking = database.CreateCommand();
        asking.CommandText = "PRAGMA user_version";
        var form = Convert.ToInt32(asking.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (form > Form) throw new MqttDoorException($"the retained messages in {database.DataSource} are of form {form}, and this version reads up to {Form}: use the version that wrote them, or move the file away");
        if (form == 0) Execute(database, FromFirstForm);
    }

    private static void Execute(SqliteConnection database, string text)
    {
        using var command = database.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    /// <summary>Completes when the message is on disk; one without payload clears its topic.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public async ValueTask SaveAsync(RetainedMessage message, CancellationToken cancellation)
    {
        var change = new Change(message);
        await _changes.Writer.WriteAsync(change, cancellation).ConfigureAwait(false);
        await change.Saved.Task.ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var batch = new List<Change>();
        while (await _changes.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < BatchLimit && _changes.Reader.TryRead(out var change)) batch.Add(change);
            TryCommit(batch);
            batch.Clear();
        }
    }

    private void TryCommit(List<Change> batch)
    {
        try
        {
            using var transaction = _database.BeginTransaction();
            foreach (var change in batch) Write(change.Message, transaction);
            RemoveExpired(transaction);
            transaction.Commit();
            foreach (var change in batch) change.Saved.TrySetResult();
        }
        catch (SqliteException error)
        {
            var failed = new IOException($"a retained message could not be saved: {error.Message}", error);
            foreach (var change in batch) change.Saved.TrySetException(failed);
        }
    }

    private void Write(RetainedMessage message, SqliteTransaction transaction)
    {
        using var command = _database.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = message.Payload.Length == 0
            ? "DELETE FROM retained WHERE topic = $topic"
            : "INSERT OR REPLACE INTO retained VALUES ($topic, $payload, $qos, $properties, $expires, $sender)";
        command.Parameters.AddWithValue("$topic", message.Topic);
        if (message.Payload.Length > 0)
        {
            command.Parameters.AddWithValue("$payload", message.Payload);
            command.Parameters.AddWithValue("$qos", message.Qos);
            command.Parameters.AddWithValue("$properties", message.Properties);
            command.Parameters.AddWithValue("$expires", (object?)message.Expires?.ToUnixTimeMilliseconds() ?? DBNull.Value);
            command.Parameters.AddWithValue("$sender", message.Sender);
        }

        command.ExecuteNonQuery();
    }

    private void RemoveExpired(SqliteTransaction transaction)
    {
        using var command = _database.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "DELETE FROM retained WHERE expires <= $now";
        command.Parameters.AddWithValue("$now", _time.GetUtcNow().ToUnixTimeMilliseconds());
        command.ExecuteNonQuery();
    }

    private sealed record Change(RetainedMessage Message)
    {
        public TaskCompletionSource Saved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
