using EventEdge.FunctionDispatcher.Engine;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Checkpoints;

/// <summary>
/// Events whose function outside the process had not answered at the last checkpoint, so that a stopped node's ledger balances. A table of
/// its own, which an older program may ignore.
/// </summary>
internal static class InFlightTable
{
    public const string Schema =
        "CREATE TABLE IF NOT EXISTS ledger_in_flight (binding TEXT NOT NULL, version TEXT NOT NULL, events INTEGER NOT NULL, PRIMARY KEY "
            + "(binding, version));";

    /// <summary>Replaces what is saved.</summary>
    public static void Save(SqliteConnection connection, SqliteTransaction transaction, IEnumerable<BindingStatus> running)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "DELETE FROM ledger_in_flight";
        command.ExecuteNonQuery();
        command.CommandText = "INSERT INTO ledger_in_flight VALUES ($binding, $version, $events)";
        foreach (var binding in running.Where(b => b.Counters.InFlight != 0))
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$binding", binding.Identity.Name);
            command.Parameters.AddWithValue("$version", binding.Identity.Version);
            command.Parameters.AddWithValue("$events", binding.Counters.InFlight);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>What is saved, by binding and version; nothing in a file of a version that did not look.</summary>
    public static Dictionary<(string Binding, string Version), long> Read(SqliteConnection connection, SqliteTransaction moment)
    {
        var events = new Dictionary<(string, string), long>();
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'ledger_in_flight'";
        if ((long)command.ExecuteScalar()! == 0) return events;
        command.CommandText = "SELECT binding, version, events FROM ledger_in_flight";
        using var row = command.ExecuteReader();
        while (row.Read()) events.Add((row.GetString(0), row.GetString(1)), row.GetInt64(2));
        return events;
    }
}
