using System.Buffers.Binary;
using EventEdge.EdgeBridge.Retransmissions;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Checkpoints;

/// <summary>
/// The memory for retransmissions in <c>state.db</c>, one row a client: <c>packet id u16 | digest u128 | journal position i64</c> for each
/// message, little-endian, oldest first. Only changed rows are written.
/// </summary>
internal static class RetransmissionTables
{
    public const string Sql =
        """
        CREATE TABLE IF NOT EXISTS resend (id INTEGER PRIMARY KEY CHECK (id = 1), through INTEGER NOT NULL, resent INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS resend_client (client TEXT PRIMARY KEY, packets BLOB NOT NULL) WITHOUT ROWID;
        """;

    private const int PacketBytes = 26;

    public static (long Through, long Resent) LoadState(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT through, resent FROM resend";
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : default;
    }

    public static List<SavedClient> LoadClients(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT client, packets FROM resend_client";
        using var reader = command.ExecuteReader();
        var clients = new List<SavedClient>();
        while (reader.Read()) clients.Add(new SavedClient(reader.GetString(0), Decode(reader.GetFieldValue<byte[]>(1))));
        return clients;
    }

    public static void Save(SqliteTransaction transaction, RetransmissionChanges changes)
    {
        Execute(transaction, "INSERT OR REPLACE INTO resend (id, through, resent) VALUES (1, $a, $b)", changes.Through, changes.Resent);
        foreach (var client in changes.Forgotten) Execute(transaction, "DELETE FROM resend_client WHERE client = $a", client);
        foreach (var client in changes.Changed)
        {
            Execute(transaction, "INSERT OR REPLACE INTO resend_client (client, packets) VALUES ($a, $b)", client.Id,
                Encode(client.Packets));
        }
    }

    private static void Execute(SqliteTransaction transaction, string sql, params ReadOnlySpan<object> values)
    {
        using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
        command.ExecuteNonQuery();
    }

    private static byte[] Encode(IReadOnlyList<SavedPacket> packets)
    {
        var bytes = new byte[packets.Count * PacketBytes];
        var target = bytes.AsSpan();
        foreach (var packet in packets)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target, packet.Id);
            BinaryPrimitives.WriteUInt128LittleEndian(target[2..], packet.Digest);
            BinaryPrimitives.WriteInt64LittleEndian(target[18..], packet.Sequence);
            target = target[PacketBytes..];
        }

        return bytes;
    }

    private static SavedPacket[] Decode(ReadOnlySpan<byte> bytes)
    {
        var packets = new SavedPacket[bytes.Length / PacketBytes];
        for (var i = 0; i < packets.Length; i++, bytes = bytes[PacketBytes..])
        {
            packets[i] = new SavedPacket(
                BinaryPrimitives.ReadUInt16LittleEndian(bytes),
                BinaryPrimitives.ReadUInt128LittleEndian(bytes[2..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[18..]));
        }

        return packets;
    }
}
