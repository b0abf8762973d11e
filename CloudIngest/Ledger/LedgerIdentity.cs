using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Measurements;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// Which ledger this is. The bus remembers who was fed last (<see cref="LedgerMark"/>): by that a ledger knows that it is new, or an older copy of
/// itself, and from which record of each numbering on it can speak.
/// </summary>
internal sealed class LedgerIdentity
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS ledger_identity(
          one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, session TEXT NOT NULL, former_session TEXT NOT NULL, follows INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS lapses(
          node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (node, epoch, class)) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<StreamKey, long> _lapses = [];
    private Guid _former;

    public LedgerIdentity(SqliteConnection connection)
    {
        _connection = connection;
        SqliteFile.Run(connection, $"INSERT OR IGNORE INTO ledger_identity VALUES (1, '{Guid.NewGuid()}', '{Guid.Empty}', '{Guid.Empty}', 0)");
        using (var identity = SqliteFile.Prepare(connection, "SELECT id, session, former_session, follows FROM ledger_identity"))
        using (var row = identity.ExecuteReader())
        {
            row.Read();
            Mark = new(Guid.Parse(row.GetString(0)), Guid.Parse(row.GetString(1)));
            _former = Guid.Parse(row.GetString(2));
            Follows = row.GetInt64(3) != 0;
        }

        using var lapses = SqliteFile.Prepare(connection, "SELECT node, epoch, class, last FROM lapses");
        using var lapse = lapses.ExecuteReader();
        while (lapse.Read())
            _lapses[new(lapse.GetString(0), Guid.Parse(lapse.GetString(1)), (DeliveryClass)lapse.GetInt32(2))] = lapse.GetInt64(3);
    }

    /// <summary>What the bus is told.</summary>
    public LedgerMark Mark { get; private set; }

    /// <summary>Whether another ledger was fed from the bus before this one, or meanwhile.</summary>
    public bool Follows { get; private set; }

    /// <summary>Whether the mark found on the bus is one that this very copy of the ledger left.</summary>
    public bool IsMine(LedgerMark found) => found.Ledger == Mark.Ledger && (found.Session == Mark.Session || found.Session == _former);

    /// <summary>
    /// Takes a new session, on the disk before the bus hears of it: the mark on the bus is then one of the two that are remembered, wherever a crash
    /// comes in between.
    /// </summary>
    /// <param name="found">The mark on the bus, if it is this ledger's.</param>
    public void Renew(LedgerMark? found)
    {
        _former = found?.Session ?? Mark.Session;
        Mark = Mark with { Session = Guid.NewGuid() };
        SqliteFile.Run(_connection, $"UPDATE ledger_identity SET session = '{Mark.Session}', former_session = '{_former}'");
    }

    /// <summary>Somebody else was fed last: what each numbering sends next may follow records that are in other books.</summary>
    /// <param name="held">The last record of each numbering in these books.</param>
    /// <param name="transaction">Where it is written.</param>
    public void Follow(IEnumerable<(StreamKey Stream, long Last)> held, SqliteTransaction transaction)
    {
        Follows = true;
        using var save = SqliteFile.Prepare(_connection, "UPDATE ledger_identity SET follows = 1");
        SqliteFile.Run(save, transaction);
        using var add = SqliteFile.Prepare(_connection, "INSERT OR REPLACE INTO lapses VALUES ($n, $e, $c, $l)", "$n", "$e", "$c", "$l");
        foreach (var (stream, last) in held)
        {
            _lapses[stream] = last;
            SqliteFile.Run(add, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class, last);
        }
    }

    /// <summary>
    /// The last record of a numbering before a time in which others were fed, once: what follows right behind it may be in other books. Null when
    /// there was no such time.
    /// </summary>
    public long? TakeLapse(StreamKey stream, SqliteTransaction transaction)
    {
        if (!_lapses.Remove(stream, out var last)) return null;
        using var remove = SqliteFile.Prepare(_connection, "DELETE FROM lapses WHERE node = $n AND epoch = $e AND class = $c", "$n", "$e", "$c");
        SqliteFile.Run(remove, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class);
        return last;
    }
}

/// <summary>A ledger as the bus remembers it.</summary>
/// <param name="Ledger">Which one; a new data directory has a new one.</param>
/// <param name="Session">Which time it was fed; a restored copy does not know the later ones.</param>
internal sealed record LedgerMark(Guid Ledger, Guid Session);
