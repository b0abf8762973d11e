using EventEdge.EdgeBridge.Ledger;
using EventEdge.FunctionDispatcher.Engine;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Checkpoints;

/// <summary>
/// What became of the messages of each binding, beside the ledger of its events. A table of its own, which an older program may ignore.
/// </summary>
internal static class MessageTable
{
    public const string Schema =
        """
        CREATE TABLE IF NOT EXISTS ledger_messages (
          binding TEXT NOT NULL, version TEXT NOT NULL, retired INTEGER NOT NULL, messages INTEGER NOT NULL, decoded INTEGER NOT NULL,
          undecodable INTEGER NOT NULL, ignored INTEGER NOT NULL, refused INTEGER NOT NULL, PRIMARY KEY (binding, version, retired));
        """;

    private const string Insert =
        """
        INSERT INTO ledger_messages VALUES ($binding, $version, $retired, $messages, $decoded, $undecodable, $ignored, $refused)
        ON CONFLICT DO UPDATE SET messages = messages + $messages, decoded = decoded + $decoded, undecodable = undecodable + $undecodable,
          ignored = ignored + $ignored, refused = refused + $refused
        """;

    /// <summary>Replaces the running bindings' rows and adds the ended ones.</summary>
    public static void Save(SqliteConnection connection, SqliteTransaction transaction, EdgeLedgerEntries ledger)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "DELETE FROM ledger_messages WHERE retired = 0";
        command.ExecuteNonQuery();
        command.CommandText = Insert;
        foreach (var binding in ledger.Running) Add(command, binding, retired: false);
        foreach (var binding in ledger.Retired) Add(command, binding, retired: true);
    }

    /// <summary>Completes what is saved of events; as it is in a file of a version that did not count messages.</summary>
    public static IReadOnlyList<RecordedBinding> Complete(
        IReadOnlyList<RecordedBinding> bindings, SqliteConnection connection, SqliteTransaction moment)
    {
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'ledger_messages'";
        if ((long)command.ExecuteScalar()! == 0) return bindings;
        var counted = new Dictionary<(string, string, bool), LedgerEntry>();
        command.CommandText = "SELECT * FROM ledger_messages";
        using var row = command.ExecuteReader();
        while (row.Read()) counted.Add((row.GetString(0), row.GetString(1), row.GetBoolean(2)), EntryOf(row));
        return [.. bindings.Select(binding => Complete(binding, counted))];
    }

    private static RecordedBinding Complete(RecordedBinding binding, Dictionary<(string, string, bool), LedgerEntry> counted)
    {
        if (!counted.TryGetValue((binding.Counts.Binding, binding.Version, binding.Retired), out var messages)) return binding;
        return binding with
        {
            Counts = binding.Counts with
            {
                Messages = messages.Messages,
                MessagesDecoded = messages.MessagesDecoded,
                MessagesUndecodable = messages.MessagesUndecodable,
                MessagesIgnored = messages.MessagesIgnored,
                MessagesRefused = messages.MessagesRefused,
            },
        };
    }

    private static LedgerEntry EntryOf(SqliteDataReader row) => new()
    {
        Binding = row.GetString(0),
        Messages = row.GetInt64(3),
        MessagesDecoded = row.GetInt64(4),
        MessagesUndecodable = row.GetInt64(5),
        MessagesIgnored = row.GetInt64(6),
        MessagesRefused = row.GetInt64(7),
    };

    private static void Add(SqliteCommand command, BindingStatus binding, bool retired)
    {
        var counters = binding.Counters;
        command.Parameters.Clear();
        command.Parameters.AddWithValue("$binding", binding.Identity.Name);
        command.Parameters.AddWithValue("$version", binding.Identity.Version);
        command.Parameters.AddWithValue("$retired", retired);
        command.Parameters.AddWithValue("$messages", counters.Messages);
        command.Parameters.AddWithValue("$decoded", counters.Decoded);
        command.Parameters.AddWithValue("$undecodable", counters.Undecodable);
        command.Parameters.AddWithValue("$ignored", counters.Ignored);
        command.Parameters.AddWithValue("$refused", counters.Refused);
        command.ExecuteNonQuery();
    }
}
