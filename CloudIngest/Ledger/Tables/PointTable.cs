using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// What became of the points of each binding in each stream: the cloud's equation. Counts from the first point on that a version with this
/// table received. Bounded: what a stream has beyond <see cref="BindingLimit"/> bindings is counted under one name.
/// </summary>
internal sealed class PointTable : IDisposable
{
    public const string Schema = $"""
        CREATE TABLE IF NOT EXISTS {Name}(
          node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, binding TEXT NOT NULL,
          received INTEGER NOT NULL, created INTEGER NOT NULL, corrected INTEGER NOT NULL, stale INTEGER NOT NULL,
            duplicates INTEGER NOT NULL,
          replaced INTEGER NOT NULL, dead INTEGER NOT NULL, merged INTEGER NOT NULL, refused_fields INTEGER NOT NULL,
          PRIMARY KEY (node, epoch, class, binding)) WITHOUT ROWID;
        """;

    /// <summary>Bindings of one stream that are counted by name.</summary>
    public const int BindingLimit = 1_000;

    /// <summary>The table's name, for readers of a file that may not have it yet.</summary>
    public const string Name = "point_counts";

    private const string Others = "(others)";

    private readonly Dictionary<StreamKey, HashSet<string>> _names = [];
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _fold;
    private readonly SqliteCommand _drop;

    public PointTable(SqliteConnection connection)
    {
        _add = SqliteFile.Prepare(
            connection,
            $"""
            INSERT INTO {Name} VALUES ($n, $e, $c, $b, $1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT DO UPDATE SET received = received + $1, created = created + $2, corrected = corrected + $3, stale = stale + $4,
              duplicates = duplicates + $5, replaced = replaced + $6, dead = dead + $7, merged = merged + $8,
                refused_fields = refused_fields + $9
            """,
            "$n", "$e", "$c", "$b", "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9");
        _fold = SqliteFile.Prepare(
            connection,
            $"""
            INSERT INTO {Name} SELECT node, $z, class, $o, sum(received), sum(created), sum(corrected), sum(stale), sum(duplicates),
              sum(replaced), sum(dead),
              sum(merged), sum(refused_fields) FROM {Name} WHERE node = $n AND epoch = $e GROUP BY node, class
            ON CONFLICT DO UPDATE SET received = received + excluded.received, created = created + excluded.created,
              corrected = corrected + excluded.corrected,
              stale = stale + excluded.stale, duplicates = duplicates + excluded.duplicates, replaced = replaced + excluded.replaced,
                dead = dead + excluded.dead,
              merged = merged + excluded.merged, refused_fields = refused_fields + excluded.refused_fields
            """,
            "$n", "$e", "$z", "$o");
        _drop = SqliteFile.Prepare(connection, $"DELETE FROM {Name} WHERE node = $n AND epoch = $e", "$n", "$e");
        using var all = SqliteFile.Prepare(connection, $"SELECT * FROM {Name}");
        foreach (var ledger in Read(all))
        {
            NamesOf(new(ledger.Node, ledger.Epoch, ledger.Class)).Add(ledger.Binding);
            Total += ledger.Counts;
        }
    }

    /// <summary>The sum of all of it.</summary>
    public PointCounts Total { get; private set; }

    /// <summary>Adds to a binding's counts.</summary>
    public void Add(BindingKey key, PointCounts counts, SqliteTransaction transaction)
    {
        var (stream, names) = (key.Stream, NamesOf(key.Stream));
        var binding = names.Count < BindingLimit || names.Contains(key.Binding) ? key.Binding : Others;
        names.Add(binding);
        SqliteFile.Run(
            _add, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class, binding, counts.Received, counts.Created,
            counts.Corrected,
            counts.Stale, counts.Duplicates, counts.Replaced, counts.DeadLetters, counts.Merged, counts.RefusedFields);
    }

    /// <summary>A numbering that is not kept any more: its counts stay, under no numbering.</summary>
    public void Forget(string node, Guid epoch, SqliteTransaction transaction)
    {
        SqliteFile.Run(_fold, transaction, node, epoch.ToString(), Guid.Empty.ToString(), Others);
        SqliteFile.Run(_drop, transaction, node, epoch.ToString());
        foreach (var stream in _names.Keys.Where(stream => stream.Node == node && stream.Epoch == epoch).ToList()) _names.Remove(stream);
    }

    /// <summary>Reads the rows a query selects.</summary>
    public static List<BindingLedger> Read(SqliteCommand command)
    {
        using var row = command.ExecuteReader();
        var ledger = new List<BindingLedger>();
        while (row.Read())
        {
            ledger.Add(new(
                row.GetString(0), Guid.Parse(row.GetString(1)), (DeliveryClass)row.GetInt32(2), row.GetString(3), row.GetInt64(4),
                row.GetInt64(5),
                row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12)));
        }

        return ledger;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in new[] { _add, _fold, _drop }) command.Dispose();
    }

    private HashSet<string> NamesOf(StreamKey stream)
    {
        if (!_names.TryGetValue(stream, out var names)) _names.Add(stream, names = []);
        return names;
    }
}
