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

    private readonly SqliteConnection _database;
    private readonly Channel<Change> _changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(QueueLimit) { SingleReader = true });
    private readonly Task _writing;

    private RetainedFile(SqliteConnection database)
    {
        _database = database;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Opens the file, which is made when missing.</summary>
    /// <exception cref="MqttDoorException">It cannot be used.</exception>
    public static RetainedFile Open(string path)
    {
        var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            database.Open();
            using var schema = database.CreateCommand();
            schema.CommandText = Schema;
            schema.ExecuteNonQuery();
            return new(database);
        }
        catch (SqliteException error)
        {
            database.Dispose();
            throw new MqttDoorException($"the retained messages in {path} cannot be used: {error.Message}", error);
        }
    }

    /// <summary>What was saved last for each topic.</summary>
    public IReadOnlyList<RetainedMessage> Load()
    {
        using var command = _database.CreateCommand();
        command.CommandText = "SELECT topic, payload, qos FROM retained ORDER BY topic";
        using var rows = command.ExecuteReader();
        var all = new List<RetainedMessage>();
        while (rows.Read()) all.Add(new(rows.GetString(0), rows.GetFieldValue<byte[]>(1), rows.GetInt32(2)));
        return all;
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
            : "INSERT OR REPLACE INTO retained (topic, payload, qos) VALUES ($topic, $payload, $qos)";
        command.Parameters.AddWithValue("$topic", message.Topic);
        if (message.Payload.Length > 0)
        {
            command.Parameters.AddWithValue("$payload", message.Payload);
            command.Parameters.AddWithValue("$qos", message.Qos);
        }

        command.ExecuteNonQuery();
    }

    private sealed record Change(RetainedMessage Message)
    {
        public TaskCompletionSource Saved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A topic's last value.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The bytes; none clears the topic.</param>
/// <param name="Qos">0, 1 or 2.</param>
internal sealed record RetainedMessage(string Topic, byte[] Payload, int Qos);
