using System.Globalization;
using EventEdge.EdgeBridge.Ledger;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Checkpoints;

/// <summary>What was gone at a start, kept with the books for good. The words name the saved state that tells of it, so each loss stands here once.</summary>
internal static class LossTable
{
    public const string Schema =
        "CREATE TABLE IF NOT EXISTS loss (part TEXT NOT NULL, reason TEXT NOT NULL, records INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (part, reason));";

    public static void Add(SqliteConnection connection, BookedLoss loss)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT OR IGNORE INTO loss VALUES ($part, $reason, $records, $at)";
        command.Parameters.AddWithValue("$part", loss.Part);
        command.Parameters.AddWithValue("$reason", loss.Reason);
        command.Parameters.AddWithValue("$records", loss.Records);
        command.Parameters.AddWithValue("$at", loss.At.ToString("O"));
        command.ExecuteNonQuery();
    }

    /// <summary>All of them, oldest first; none in a file of a version that did not look.</summary>
    public static List<BookedLoss> Read(SqliteConnection connection, SqliteTransaction moment)
    {
        var losses = new List<BookedLoss>();
        if (!Exists(connection, moment)) return losses;
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT at, part, records, reason FROM loss ORDER BY at, part";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            losses.Add(new(DateTimeOffset.Parse(row.GetString(0), CultureInfo.InvariantCulture), row.GetString(1), row.GetInt64(2), row.GetString(3)));
        }

        return losses;
    }

    private static bool Exists(SqliteConnection connection, SqliteTransaction moment)
    {
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'loss'";
        return (long)command.ExecuteScalar()! > 0;
    }
}
