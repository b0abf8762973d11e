using System.Globalization;
using EventEdge.EdgeBridge.Ledger;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Checkpoints;

/// <summary>
/// What was gone at a start, kept with the ledger for good. The words name the saved state that tells of it, so each loss stands here once.
/// What happens again and again (a broker that forgets, a clock that jumps) does not fill the disk: of each part the oldest beyond a limit
/// become one entry with their number, and what was lost with them stays in the sum.
/// </summary>
internal static class LossTable
{
    /// <summary>Entries of one part that stand for themselves.</summary>
    public const int PartLimit = 500;

    private const string Folded = " earlier entries, not listed one by one any more";

    public const string Schema =
        "CREATE TABLE IF NOT EXISTS loss (part TEXT NOT NULL, reason TEXT NOT NULL, records INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY "
            + "KEY (part, reason));";

    public static void Add(SqliteConnection connection, RecordedLoss loss)
    {
        using var transaction = connection.BeginTransaction();
        Insert(transaction, loss);
        Fold(transaction, loss.Part);
        transaction.Commit();
    }

    /// <summary>All of them, oldest first; none in a file of a version that did not look.</summary>
    public static List<RecordedLoss> Read(SqliteConnection connection, SqliteTransaction moment)
    {
        var losses = new List<RecordedLoss>();
        if (!Exists(connection, moment)) return losses;
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT at, part, records, reason FROM loss ORDER BY at, part";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            losses.Add(new(
                DateTimeOffset.Parse(row.GetString(0), CultureInfo.InvariantCulture), row.GetString(1), row.GetInt64(2), row.GetString(3)));
        }

        return losses;
    }

    private static void Insert(SqliteTransaction transaction, RecordedLoss loss)
    {
        using var command = Command(transaction, "INSERT OR IGNORE INTO loss VALUES ($part, $reason, $records, $at)", loss.Part);
        command.Parameters.AddWithValue("$reason", loss.Reason);
        command.Parameters.AddWithValue("$records", loss.Records);
        command.Parameters.AddWithValue("$at", loss.At.ToString("O"));
        command.ExecuteNonQuery();
    }

    private static void Fold(SqliteTransaction transaction, string part)
    {
        List<RecordedLoss> all = [];
        using (var command = Command(transaction, "SELECT at, reason, records FROM loss WHERE part = $part ORDER BY rowid", part))
        using (var row = command.ExecuteReader())
        {
            while (row.Read())
                all.Add(new(DateTimeOffset.Parse(row.GetString(0), CultureInfo.InvariantCulture), part, row.GetInt64(2), row.GetString(1)));
        }

        var before = all.Find(IsFolded);
        var surplus = all.Where(one => !IsFolded(one)).SkipLast(PartLimit).ToList();
        if (surplus.Count == 0) return;
        foreach (var gone in before is null ? surplus : [before, .. surplus]) Remove(transaction, gone);
        var count = surplus.Count + (before is null ? 0 : long.Parse(before.Reason[..^Folded.Length], CultureInfo.InvariantCulture));
        Insert(transaction, new(
            surplus[^1].At, part, surplus.Sum(one => one.Records) + (before?.Records ?? 0),
            string.Create(CultureInfo.InvariantCulture, $"{count}{Folded}")));
    }

    private static bool IsFolded(RecordedLoss loss) => loss.Reason.EndsWith(Folded, StringComparison.Ordinal);

    private static void Remove(SqliteTransaction transaction, RecordedLoss gone)
    {
        using var command = Command(transaction, "DELETE FROM loss WHERE part = $part AND reason = $reason", gone.Part);
        command.Parameters.AddWithValue("$reason", gone.Reason);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteTransaction transaction, string text, string part)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        command.Parameters.AddWithValue("$part", part);
        return command;
    }

    private static bool Exists(SqliteConnection connection, SqliteTransaction moment)
    {
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'loss'";
        return (long)command.ExecuteScalar()! > 0;
    }
}
