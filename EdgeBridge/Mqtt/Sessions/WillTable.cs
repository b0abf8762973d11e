using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// Wills on disk, in two tables of the same columns: those whose delay an orderly stop has interrupted, and those of clients that are
/// connected.
/// </summary>
internal static class WillTable
{
    /// <summary>The table of connected clients: what it holds at a start is due, as the node has died.</summary>
    public const string Schema = """
        CREATE TABLE connected_wills (
            user TEXT, client TEXT, topic TEXT NOT NULL, payload BLOB NOT NULL, properties BLOB NOT NULL, expiry INTEGER NOT NULL,
              sender TEXT NOT NULL, owner TEXT NOT NULL,
            qos INTEGER NOT NULL, retain INTEGER NOT NULL, delay INTEGER NOT NULL, identity TEXT NOT NULL,
              PRIMARY KEY (user, client)) WITHOUT ROWID;
        """;

    /// <summary>Reads a table.</summary>
    public static string Reading(string table) =>
        $"SELECT user, client, topic, payload, properties, expiry, sender, owner, qos, retain, delay, identity FROM {table}";

    /// <summary>Writes a row of a table, with <see cref="Values"/>.</summary>
    public static string Writing(string table) =>
        $"INSERT OR REPLACE INTO {table} VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

    /// <summary>A row that was read.</summary>
    public static PersistedWill Read(SqliteDataReader row) => new(
        new(row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetInt32(8))
        { Properties = row.GetFieldValue<byte[]>(4), Sender = row.GetString(6), Owner = row.GetString(7) },
        row.GetBoolean(9),
        (uint)row.GetInt64(5),
        TimeSpan.FromSeconds(row.GetInt64(10)),
        row.GetString(11));

    /// <summary>A row to write.</summary>
    public static object?[] Values(SessionKey key, PersistedWill will) =>
    [
        key.User, key.ClientId, will.Message.Topic, will.Message.Payload, will.Message.Properties, (long)will.ExpirySeconds,
        will.Message.Sender, will.Message.Owner,
        will.Message.Qos, will.Retain, (long)will.Delay.TotalSeconds, will.Identity,
    ];
}
