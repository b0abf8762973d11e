using EventEdge.Contracts.Hashing;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Retransmissions;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Checkpoints;

/// <summary>
/// The applied configuration, the saved state of every binding and the memory for retransmissions, each time in one transaction, so that a
/// restart finds them in step.
/// </summary>
internal sealed class CheckpointStore : IDisposable
{
    /// <summary>The format of <c>state.db</c>. Tables that an older program may ignore do not raise it.</summary>
    public const long FormatVersion = SqliteFile.FirstFormat;

    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS configuration (id INTEGER PRIMARY KEY CHECK (id = 1), text TEXT NOT NULL, applied_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS node (
          id INTEGER PRIMARY KEY CHECK (id = 1), messages INTEGER NOT NULL, bytes INTEGER NOT NULL, unmatched INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS routed (id INTEGER PRIMARY KEY CHECK (id = 1), matched INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS binding (
          name TEXT NOT NULL, version TEXT NOT NULL, position INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (name, version));
        CREATE TABLE IF NOT EXISTS hash_key (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL);
        """;

    private readonly SqliteConnection _connection;
    private readonly Lock _writing = new();

    /// <summary>Opens or creates the store.</summary>
    /// <exception cref="IOException">The file cannot be opened or written, or was written by a newer version.</exception>
    public CheckpointStore(string path)
    {
        _connection = SqliteFile.Open(
            path,
            Schema + RetransmissionTables.Sql + LedgerTable.Schema + LossTable.Schema + InFlightTable.Schema + MessageTable.Schema,
            FormatVersion);
        try
        {
            HashKey = LoadHashKey();
        }
        catch (SqliteException error)
        {
            _connection.Dispose();
            throw new IOException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The configuration in force and where the journal stood when it came into force; null before the first.</summary>
    public (string Text, long AppliedAt)? LoadConfiguration()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT text, applied_at FROM configuration";
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetString(0), reader.GetInt64(1)) : null;
    }

    /// <summary>The node's secret for hashes in its state, made with the file.</summary>
    public HashKey HashKey { get; private set; }

    /// <summary>The node's counters.</summary>
    public NodeCounters LoadCounters()
    {
        using var command = _connection.CreateCommand();
        // What earlier versions saved has no count of its own of what was matched: it is the rest.
        command.CommandText =
            "SELECT n.messages, n.bytes, n.unmatched, coalesce(r.matched, n.messages - n.unmatched) FROM node n LEFT JOIN routed r "
                + "ON r.id = n.id";
        using var reader = command.ExecuteReader();
        return reader.Read() ? new NodeCounters(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(3), reader.GetInt64(2)) : default;
    }

    /// <summary>What was on disk when the state was last saved; null when it never was.</summary>
    public SavedOffsets? LoadOffsets() => SavedOffsets.Load(_connection);

    /// <summary>Enters a loss in the ledger, once.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public void Record(RecordedLoss loss)
    {
        try
        {
            lock (_writing) LossTable.Add(_connection, loss);
        }
        catch (SqliteException error)
        {
            throw new IOException($"saving a loss: {error.Message}", error);
        }
    }

    /// <summary>The saved bindings.</summary>
    public IReadOnlyList<BindingState> LoadBindings()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT name, version, position, state FROM binding";
        using var reader = command.ExecuteReader();
        var states = new List<BindingState>();
        while (reader.Read())
        {
            var identity = new BindingIdentity(reader.GetString(0), reader.GetString(1));
            states.Add(new BindingState(identity, reader.GetInt64(2), reader.GetFieldValue<byte[]>(3)));
        }

        return states;
    }

    /// <summary>
    /// The clients whose messages are remembered, the journal position up to which that is complete, and the retransmissions counted.
    /// </summary>
    public (IReadOnlyList<SavedClient> Clients, long Through, long Resent) LoadRetransmissions()
    {
        var (through, resent) = RetransmissionTables.LoadState(_connection);
        return (RetransmissionTables.LoadClients(_connection), through, resent);
    }

    /// <summary>
    /// Replaces everything saved, of the memory for retransmissions what changed. With <paramref name="configuration"/> a new configuration
    /// comes into force in the same transaction.
    /// </summary>
    /// <exception cref="IOException">The disk did not take it; what was saved before still stands.</exception>
    public void Save(
        IReadOnlyList<BindingState> bindings,
        NodeCounters counters,
        RetransmissionChanges retransmissions,
        (string Text, long AppliedAt)? configuration,
        EdgeLedgerEntries? ledger = null)
    {
        try
        {
            lock (_writing) SaveAll(bindings, counters, retransmissions, configuration, ledger);
        }
        catch (SqliteException error)
        {
            throw new IOException($"saving the state: {error.Message}", error);
        }
    }

    private void SaveAll(
        IReadOnlyList<BindingState> bindings,
        NodeCounters counters,
        RetransmissionChanges retransmissions,
        (string Text, long AppliedAt)? configuration,
        EdgeLedgerEntries? ledger)
    {
        using var transaction = _connection.BeginTransaction();
        if (configuration is { } applied)
        {
            Execute("INSERT OR REPLACE INTO configuration (id, text, applied_at) VALUES (1, $a, $b)", transaction, applied.Text,
                applied.AppliedAt);
        }

        Execute(
            "INSERT OR REPLACE INTO node (id, messages, bytes, unmatched) VALUES (1, $a, $b, $c)",
            transaction, counters.Messages, counters.Bytes, counters.Unmatched);
        Execute("INSERT OR REPLACE INTO routed (id, matched) VALUES (1, $a)", transaction, counters.Matched);
        Execute("DELETE FROM binding", transaction);
        foreach (var state in bindings)
        {
            Execute(
                "INSERT INTO binding (name, version, position, state) VALUES ($a, $b, $c, $d)",
                transaction, state.Binding.Name, state.Binding.Version, state.Position, state.State);
        }

        RetransmissionTables.Save(transaction, retransmissions);
        if (ledger is not null) LedgerTable.Save(_connection, transaction, ledger);
        transaction.Commit();
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private HashKey LoadHashKey()
    {
        Execute("INSERT OR IGNORE INTO hash_key VALUES (1, $a)", null, HashKey.New().ToBytes());
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT key FROM hash_key";
        return HashKey.Read((byte[])command.ExecuteScalar()!);
    }

    private void Execute(string sql, SqliteTransaction? transaction = null, params ReadOnlySpan<object> values)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
        command.ExecuteNonQuery();
    }
}

/// <summary>What a node counts beside its bindings, since its data directory was made.</summary>
/// <param name="Messages">Messages dispatched.</param>
/// <param name="Bytes">Topic and payload bytes of them.</param>
/// <param name="Matched">Messages at least one binding wanted.</param>
/// <param name="Unmatched">Messages no binding wanted.</param>
internal readonly record struct NodeCounters(long Messages, long Bytes, long Matched, long Unmatched);
