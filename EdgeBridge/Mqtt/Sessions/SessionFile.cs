using EventEdge.EdgeBridge.Mqtt.Retained;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// Sessions on disk, so that clients find them after a restart: who they are and what they are subscribed to at once, what waits for them
/// when the broker stops. After a crash the subscriptions are there and nothing waits. Life: Open, Load, any number of saves, Dispose.
/// </summary>
internal sealed class SessionFile : IDisposable
{
    private const int FormatVersion = 3;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS sessions (user TEXT, client TEXT, number INTEGER NOT NULL, expiry INTEGER NOT NULL, away INTEGER,
          PRIMARY KEY (user, client)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS subscriptions (user TEXT, client TEXT, filter TEXT, options INTEGER NOT NULL,
          identifier INTEGER NOT NULL, PRIMARY KEY (user, client, filter)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS waiting (
            user TEXT, client TEXT, place INTEGER, topic TEXT NOT NULL, payload BLOB NOT NULL, properties BLOB NOT NULL, expires INTEGER,
              sender TEXT NOT NULL,
            qos INTEGER NOT NULL, retain INTEGER NOT NULL, identifiers TEXT NOT NULL, packet INTEGER NOT NULL, received INTEGER NOT NULL,
              PRIMARY KEY (user, client, place)) WITHOUT ROWID;
        """;

    private const string FromFirstForm = """
        ALTER TABLE subscriptions ADD COLUMN place TEXT;
        ALTER TABLE waiting ADD COLUMN shared TEXT;
        ALTER TABLE waiting ADD COLUMN owner TEXT NOT NULL DEFAULT '';
        CREATE TABLE wills (
            user TEXT, client TEXT, topic TEXT NOT NULL, payload BLOB NOT NULL, properties BLOB NOT NULL, expiry INTEGER NOT NULL,
              sender TEXT NOT NULL, owner TEXT NOT NULL,
            qos INTEGER NOT NULL, retain INTEGER NOT NULL, delay INTEGER NOT NULL, identity TEXT NOT NULL,
              PRIMARY KEY (user, client)) WITHOUT ROWID;
        """;

    private const string FromSecondForm = $"""
        ALTER TABLE sessions ADD COLUMN saved INTEGER;
        ALTER TABLE waiting ADD COLUMN saved INTEGER;
        {WillTable.Schema}
        """;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _database;

    private SessionFile(SqliteConnection database) => _database = database;

    /// <summary>Opens the file, which is made when missing.</summary>
    /// <exception cref="MqttListenerException">It cannot be used, or is of a later version.</exception>
    public static SessionFile Open(string path)
    {
        try
        {
            return new(SqliteFile.Open(path, Schema, FormatVersion, Upgrade));
        }
        catch (IOException error)
        {
            throw new MqttListenerException($"the sessions cannot be used: {error.Message}", error);
        }
    }

    /// <summary>What the last run left.</summary>
    /// <exception cref="System.Data.Common.DbException">The disk does not let it be read.</exception>
    public IReadOnlyList<PersistedSession> Load()
    {
        lock (_gate)
        {
            var (subscriptions, waiting, wills) = (ReadSubscriptions(), ReadWaiting(), ReadWills());
            List<PersistedSession> sessions = [];
            using var command = Command("SELECT user, client, expiry, away, saved FROM sessions");
            using (var row = command.ExecuteReader())
            {
                while (row.Read())
                {
                    var key = new SessionKey(row.GetString(0), row.GetString(1));
                    sessions.Add(new(key, TimeSpan.FromSeconds(row.GetInt64(2)), Time(row, 3), [.. subscriptions[key]], [.. waiting[key]])
                    {
                        Will = wills.GetValueOrDefault(key), Saved = Time(row, 4),
                    });
                }
            }

            return sessions;
        }
    }

    /// <summary>Saves sessions, each in the place of what was saved for its client before.</summary>
    /// <param name="sessions">The sessions, and the number by which each is known until the process ends.</param>
    /// <param name="isAll">There are no others: whatever else is on disk is forgotten.</param>
    /// <exception cref="System.Data.Common.DbException">The disk does not take it; nothing has changed.</exception>
    public void Save(IEnumerable<(PersistedSession Session, long Number)> sessions, bool isAll)
    {
        lock (_gate)
        {
            using var transaction = _database.BeginTransaction();
            if (isAll) Run(transaction, "DELETE FROM wills; DELETE FROM waiting; DELETE FROM subscriptions; DELETE FROM sessions");
            foreach (var (session, number) in sessions) Write(session, number, transaction);
            transaction.Commit();
        }
    }

    /// <summary>Forgets a session that has ended, unless its client has begun another.</summary>
    /// <exception cref="System.Data.Common.DbException">The disk does not take it.</exception>
    public void Remove(SessionKey key, long number)
    {
        lock (_gate)
        {
            using var command = Command(
                "DELETE FROM sessions WHERE user = $1 AND client = $2 AND number = $3", key.User, key.ClientId, number);
            if (command.ExecuteNonQuery() == 0) return;
            using var rest = Command("DELETE FROM subscriptions WHERE user = $1 AND client = $2", key.User, key.ClientId);
            rest.ExecuteNonQuery();
        }
    }

    /// <summary>The wills of clients that were connected when they were saved last.</summary>
    /// <exception cref="System.Data.Common.DbException">The disk does not let them be read.</exception>
    public IReadOnlyList<(SessionKey Key, PersistedWill Will)> LoadConnectedWills()
    {
        lock (_gate) return ReadAll(WillTable.Reading("connected_wills"), WillTable.Read);
    }

    /// <summary>Saves wills of connected clients; a client without one is forgotten.</summary>
    /// <param name="wills">Those that have changed.</param>
    /// <param name="isAll">There are no others.</param>
    /// <exception cref="System.Data.Common.DbException">The disk does not take it; nothing has changed.</exception>
    public void SaveConnectedWills(IEnumerable<(SessionKey Key, PersistedWill? Will)> wills, bool isAll)
    {
        lock (_gate)
        {
            using var transaction = _database.BeginTransaction();
            if (isAll) Run(transaction, "DELETE FROM connected_wills");
            foreach (var (key, will) in wills)
            {
                if (will is null) Run(transaction, "DELETE FROM connected_wills WHERE user = $1 AND client = $2", key.User, key.ClientId);
                else Run(transaction, WillTable.Writing("connected_wills"), WillTable.Values(key, will));
            }

            transaction.Commit();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _database.Dispose();

    private void Write(PersistedSession session, long number, SqliteTransaction transaction)
    {
        var (user, client) = (session.Key.User, session.Key.ClientId);
        Run(
            transaction, "INSERT OR REPLACE INTO sessions VALUES ($1, $2, $3, $4, $5, $6)", user, client, number,
            (long)session.Expiry.TotalSeconds,
            session.AwaySince?.ToUnixTimeMilliseconds(), session.Saved?.ToUnixTimeMilliseconds());
        Run(transaction, "DELETE FROM subscriptions WHERE user = $1 AND client = $2", user, client);
        foreach (var one in session.Subscriptions)
        {
            Run(transaction, "INSERT INTO subscriptions VALUES ($1, $2, $3, $4, $5, $6)", user, client, one.Filter, one.Options,
                (long)one.Identifier, one.Place);
        }

        foreach (var (place, one) in session.Waiting.Index())
        {
            var message = one.Message;
            Run(
                transaction, "INSERT OR REPLACE INTO waiting VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                    + "$14, $15, $16)", user, client, place, message.Topic, message.Payload,
                message.Properties, message.Expires?.ToUnixTimeMilliseconds(), message.Sender, one.Qos, one.Retain, one.Identifiers,
                (int)one.PacketId, one.IsReceived, one.Shared, message.Owner,
                message.Saved?.ToUnixTimeMilliseconds());
        }

        if (session.Will is not { } will) return;
        Run(transaction, WillTable.Writing("wills"), WillTable.Values(session.Key, will));
    }

    private Dictionary<SessionKey, PersistedWill> ReadWills() =>
        ReadAll(WillTable.Reading("wills"), WillTable.Read).ToDictionary(one => one.Key, one => one.Value);

    private ILookup<SessionKey, PersistedSubscription> ReadSubscriptions() => ReadAll(
        "SELECT user, client, filter, options, identifier, place FROM subscriptions",
        row => new PersistedSubscription(row.GetString(2), row.GetInt32(3), (uint)row.GetInt64(4),
            row.IsDBNull(5) ? null : row.GetString(5))).ToLookup(one => one.Key, one => one.Value);

    private ILookup<SessionKey, PersistedDelivery> ReadWaiting() => ReadAll(
        "SELECT user, client, topic, payload, properties, expires, sender, qos, retain, identifiers, packet, received, shared, owner, "
            + "saved FROM waiting ORDER BY user, client, place",
        row =>
        {
            var message = new RetainedMessage(row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetInt32(7))
            {
                Properties = row.GetFieldValue<byte[]>(4), Sender = row.GetString(6), Owner = row.GetString(13),
                Expires = Time(row, 5), Saved = Time(row, 14),
            };
            return new PersistedDelivery(
                message, row.GetInt32(7), row.GetBoolean(8), row.GetString(9), (ushort)row.GetInt32(10), row.GetBoolean(11))
            {
                Shared = row.IsDBNull(12) ? null : row.GetString(12),
            };
        }).ToLookup(one => one.Key, one => one.Value);

    private List<(SessionKey Key, T Value)> ReadAll<T>(string text, Func<SqliteDataReader, T> read)
    {
        using var command = Command(text);
        using var row = command.ExecuteReader();
        List<(SessionKey, T)> all = [];
        while (row.Read()) all.Add((new(row.GetString(0), row.GetString(1)), read(row)));
        return all;
    }

    private static DateTimeOffset? Time(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private void Run(SqliteTransaction transaction, string text, params object?[] values)
    {
        using var command = Command(text, values);
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    private static void Upgrade(SqliteConnection database, long from)
    {
        if (from < 2) SqliteFile.Run(database, FromFirstForm);
        if (from < 3) SqliteFile.Run(database, FromSecondForm);
    }

    private SqliteCommand Command(string text, params object?[] values)
    {
        var command = _database.CreateCommand();
        command.CommandText = text;
        foreach (var (at, value) in values.Index()) command.Parameters.AddWithValue($"${at + 1}", value ?? DBNull.Value);
        return command;
    }
}
