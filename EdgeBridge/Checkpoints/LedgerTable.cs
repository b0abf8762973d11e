using System.Globalization;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Checkpoints;

/// <summary>
/// The counters of the bindings as a table, saved with each checkpoint so that a stopped node's ledger can be read without its state. A
/// binding version that a change has ended keeps its row; coming back and ending again adds to it.
/// </summary>
internal static class LedgerTable
{
    public const string Schema =
        """
        CREATE TABLE IF NOT EXISTS ledger (
          binding TEXT NOT NULL, version TEXT NOT NULL, retired INTEGER NOT NULL, received INTEGER NOT NULL, in_windows INTEGER NOT NULL,
          filtered INTEGER NOT NULL, late INTEGER NOT NULL, rejected INTEGER NOT NULL, corrected INTEGER NOT NULL,
            measurements INTEGER NOT NULL,
          revisions INTEGER NOT NULL, results_rejected INTEGER NOT NULL, open_windows INTEGER NOT NULL, duplicates INTEGER NOT NULL,
          PRIMARY KEY (binding, version, retired));
        CREATE TABLE IF NOT EXISTS ledger_node (
          id INTEGER PRIMARY KEY CHECK (id = 1), node TEXT NOT NULL, epoch TEXT NOT NULL, saved_at TEXT NOT NULL,
            position INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS ledger_class (class INTEGER PRIMARY KEY, acknowledged INTEGER NOT NULL, committed INTEGER NOT NULL);
        """;

    private const string Insert =
        """
        INSERT INTO ledger VALUES ($binding, $version, $retired, $received, $in_windows, $filtered, $late, $rejected, $corrected,
          $measurements,
          $revisions, $results_rejected, $open_windows, $duplicates)
        ON CONFLICT DO UPDATE SET received = received + $received, in_windows = in_windows + $in_windows, filtered = filtered + $filtered,
          late = late + $late, rejected = rejected + $rejected, corrected = corrected + $corrected,
            measurements = measurements + $measurements,
          revisions = revisions + $revisions, results_rejected = results_rejected + $results_rejected,
          duplicates = duplicates + $duplicates
        """;

    /// <summary>Replaces the running bindings' rows and adds the ended ones.</summary>
    public static void Save(SqliteConnection connection, SqliteTransaction transaction, EdgeLedgerEntries ledger)
    {
        Run(connection, transaction, "DELETE FROM ledger WHERE retired = 0");
        foreach (var binding in ledger.Running) Add(connection, transaction, binding, retired: false);
        foreach (var binding in ledger.Retired) Add(connection, transaction, binding, retired: true);
        InFlightTable.Save(connection, transaction, ledger.Running);
        MessageTable.Save(connection, transaction, ledger);
        Run(
            connection, transaction, "INSERT OR REPLACE INTO ledger_node VALUES (1, $node, $epoch, $at, $position)",
            ("$node", ledger.Node), ("$epoch", ledger.Epoch.ToString()), ("$at", ledger.At.ToString("O")), ("$position", ledger.Position));
        foreach (var position in ledger.Classes)
        {
            Run(
                connection, transaction, "INSERT OR REPLACE INTO ledger_class VALUES ($class, $acknowledged, $committed)",
                ("$class", (int)position.Class), ("$acknowledged", position.Acknowledged), ("$committed", position.Last));
        }
    }

    /// <summary>What is saved in a state file; null when nothing is.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SavedLedger? Read(string path)
    {
        try
        {
            using var connection = SqliteFile.OpenToRead(path, CheckpointStore.FormatVersion);
            return Read(connection);
        }
        catch (SqliteException error)
        {
            throw new IOException($"{path}: {error.Message}", error);
        }
    }

    private static SavedLedger? Read(SqliteConnection connection)
    {
        using var moment = connection.BeginTransaction(deferred: true);
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText =
            "SELECT l.node, l.epoch, l.saved_at, l.position, n.messages, n.unmatched FROM ledger_node l JOIN node n ON n.id = l.id";
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        var at = DateTimeOffset.Parse(row.GetString(2), CultureInfo.InvariantCulture);
        return new(row.GetString(0), Guid.Parse(row.GetString(1)), at, row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
            MessageTable.Complete(Bindings(connection, moment), connection, moment))
        {
            Matched = Matched(connection, moment) ?? row.GetInt64(4) - row.GetInt64(5),
            Losses = LossTable.Read(connection, moment),
        };
    }

    // A state file that no newer version has opened yet has no such table.
    private static long? Matched(SqliteConnection connection, SqliteTransaction moment)
    {
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'routed'";
        if ((long)command.ExecuteScalar()! == 0) return null;
        command.CommandText = "SELECT matched FROM routed";
        return (long?)command.ExecuteScalar();
    }

    private static List<RecordedBinding> Bindings(SqliteConnection connection, SqliteTransaction moment)
    {
        var inFlight = InFlightTable.Read(connection, moment);
        using var command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT * FROM ledger ORDER BY retired, binding, version";
        using var row = command.ExecuteReader();
        var bindings = new List<RecordedBinding>();
        while (row.Read())
        {
            var (retired, entry) = (row.GetBoolean(2), EntryOf(row));
            var waiting = retired ? 0 : inFlight.GetValueOrDefault((entry.Binding, row.GetString(1)));
            bindings.Add(new(row.GetString(1), retired, entry with { InFlight = waiting }));
        }

        return bindings;
    }

    private static LedgerEntry EntryOf(SqliteDataReader row) => new()
    {
        Binding = row.GetString(0),
        Received = row.GetInt64(3),
        InWindows = row.GetInt64(4),
        Filtered = row.GetInt64(5),
        Late = row.GetInt64(6),
        Rejected = row.GetInt64(7),
        Corrected = row.GetInt64(8),
        Measurements = row.GetInt64(9),
        Revisions = row.GetInt64(10),
        ResultsRejected = row.GetInt64(11),
        OpenWindows = row.GetInt32(12),
        Duplicates = row.GetInt64(13),
    };

    private static void Add(SqliteConnection connection, SqliteTransaction transaction, BindingStatus binding, bool retired)
    {
        var counters = binding.Counters;
        Run(
            connection, transaction, Insert,
            ("$binding", binding.Identity.Name), ("$version", binding.Identity.Version), ("$retired", retired),
            ("$received", counters.Received),
            ("$in_windows", counters.InWindows), ("$filtered", counters.Filtered), ("$late", counters.Late),
            ("$rejected", counters.Rejected),
            ("$corrected", counters.Corrected), ("$measurements", counters.Measurements), ("$revisions", counters.Revisions),
            ("$results_rejected", counters.ResultsRejected), ("$open_windows", binding.OpenWindows), ("$duplicates", counters.Duplicates));
    }

    private static void Run(
        SqliteConnection connection, SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}

/// <summary>What a checkpoint enters in the ledger.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Epoch">Its numbering of results.</param>
/// <param name="At">When.</param>
/// <param name="Position">Journal position the counters include.</param>
/// <param name="Running">Bindings in force.</param>
/// <param name="Retired">Bindings ended since the last checkpoint.</param>
/// <param name="Classes">How far each class of results has come.</param>
internal sealed record EdgeLedgerEntries(
    string Node, Guid Epoch, DateTimeOffset At, long Position, IReadOnlyList<BindingStatus> Running, IReadOnlyList<BindingStatus> Retired,
    IReadOnlyList<ClassPosition> Classes);

/// <summary>The ledger as a checkpoint has left them.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Epoch">Its numbering of results.</param>
/// <param name="At">When they were saved.</param>
/// <param name="Position">Journal position they include.</param>
/// <param name="Messages">Messages dispatched.</param>
/// <param name="Unmatched">Messages no binding wanted.</param>
/// <param name="Bindings">Counters of running and ended bindings.</param>
internal sealed record SavedLedger(
    string Node, Guid Epoch, DateTimeOffset At, long Position, long Messages, long Unmatched, IReadOnlyList<RecordedBinding> Bindings)
{
    /// <summary>Messages at least one binding wanted.</summary>
    public long Matched { get; init; }

    /// <summary>Parts of the data directory that were gone at a start.</summary>
    public IReadOnlyList<RecordedLoss> Losses { get; init; } = [];
}
