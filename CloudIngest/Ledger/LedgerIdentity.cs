using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// Which ledger this is. The bus remembers who was fed last (<see cref="LedgerMark"/>): by that a ledger knows that it is new, or an older
/// copy of itself, and from which record of each numbering on it can speak.
/// </summary>
internal sealed class LedgerIdentity
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS ledger_identity(
          one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, session TEXT NOT NULL, former_session TEXT NOT NULL,
            follows INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS lapses(
          node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, last INTEGER NOT NULL,
            PRIMARY KEY (node, epoch, class)) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<StreamKey, long> _lapses = [];
    private Guid _former;

    public LedgerIdentity(SqliteConnection connection, DateTimeOffset now)
    {
        _connection = connection;
        var forgotten = (now - CloudLedger.FormerLedgerMemory).ToUnixTimeMilliseconds();
        // Earlier versions wrote 1 for yes, and no moment.
        SqliteFile.Run(
            connection,
            $"""
            UPDATE ledger_identity SET follows = {now.ToUnixTimeMilliseconds()} WHERE follows = 1;
            DELETE FROM lapses WHERE (SELECT follows FROM ledger_identity) < {forgotten};
            """);
        SqliteFile.Run(
            connection, $"INSERT OR IGNORE INTO ledger_identity VALUES (1, '{Guid.NewGuid()}', '{Guid.Empty}', '{Guid.Empty}', 0)");
        using (var identity = SqliteFile.Prepare(connection, "SELECT id, session, former_session, follows FROM ledger_identity"))
        using (var row = identity.ExecuteReader())
        {
            row.Read();
            Mark = new(Guid.Parse(row.GetString(0)), Guid.Parse(row.GetString(1)));
            _former = Guid.Parse(row.GetString(2));
            FollowsSince = row.GetInt64(3) is not 0 and var since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null;
        }

        using var lapses = SqliteFile.Prepare(connection, "SELECT node, epoch, class, last FROM lapses");
        using var lapse = lapses.ExecuteReader();
        while (lapse.Read())
            _lapses[new(lapse.GetString(0), Guid.Parse(lapse.GetString(1)), (DeliveryClass)lapse.GetInt32(2))] = lapse.GetInt64(3);
    }

    /// <summary>What the bus is told.</summary>
    public LedgerMark Mark { get; private set; }

    /// <summary>
    /// When this ledger took the place of another one that was fed from the bus before or meanwhile; null when it did not.
    /// </summary>
    public DateTimeOffset? FollowsSince { get; private set; }

    /// <summary>Whether what is missing may be in the ledger of the ledger before.</summary>
    public bool Follows(DateTimeOffset now) => FollowsSince is { } since && now - since < CloudLedger.FormerLedgerMemory;

    /// <summary>Whether the mark found on the bus is one that this very copy of the ledger left.</summary>
    public bool IsMine(LedgerMark found) => found.Ledger == Mark.Ledger && (found.Session == Mark.Session || found.Session == _former);

    /// <summary>
    /// Takes a new session, on the disk before the bus hears of it: the mark on the bus is then one of the two that are remembered,
    /// wherever a crash comes in between.
    /// </summary>
    /// <param name="found">The mark on the bus, if it is this ledger's.</param>
    /// <param name="transaction">Where it is written.</param>
    public void Renew(LedgerMark? found, SqliteTransaction transaction)
    {
        _former = found?.Session ?? Mark.Session;
        Mark = Mark with { Session = Guid.NewGuid() };
        using var save = SqliteFile.Prepare(_connection, "UPDATE ledger_identity SET session = $s, former_session = $f", "$s", "$f");
        SqliteFile.Run(save, transaction, Mark.Session.ToString(), _former.ToString());
    }

    /// <summary>Somebody else was fed last: what each numbering sends next may follow records that are in another ledger.</summary>
    /// <param name="held">The last record of each numbering in this ledger.</param>
    /// <param name="now">The time.</param>
    /// <param name="transaction">Where it is written.</param>
    public void Follow(IEnumerable<(StreamKey Stream, long Last)> held, DateTimeOffset now, SqliteTransaction transaction)
    {
        FollowsSince = now;
        using var save = SqliteFile.Prepare(_connection, "UPDATE ledger_identity SET follows = $t", "$t");
        SqliteFile.Run(save, transaction, now.ToUnixTimeMilliseconds());
        using var add = SqliteFile.Prepare(_connection, "INSERT OR REPLACE INTO lapses VALUES ($n, $e, $c, $l)", "$n", "$e", "$c", "$l");
        foreach (var (stream, last) in held)
        {
            if (_lapses.TryGetValue(stream, out var known) && known == last) continue;
            _lapses[stream] = last;
            SqliteFile.Run(add, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class, last);
        }
    }

    /// <summary>
    /// The last record of a numbering before a time in which others were fed, once: what follows right behind it may be in another ledger.
    /// Null when there was no such time.
    /// </summary>
    public long? TakeLapse(StreamKey stream, DateTimeOffset now, SqliteTransaction transaction)
    {
        if (!_lapses.Remove(stream, out var last)) return null;
        using var remove = SqliteFile.Prepare(
            _connection, "DELETE FROM lapses WHERE node = $n AND epoch = $e AND class = $c", "$n", "$e", "$c");
        SqliteFile.Run(remove, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class);
        return Follows(now) ? last : null;
    }
}

/// <summary>A ledger as the bus remembers it.</summary>
/// <param name="Ledger">Which one; a new data directory has a new one.</param>
/// <param name="Session">Which time it was fed; a restored copy does not know the later ones.</param>
internal sealed record LedgerMark(Guid Ledger, Guid Session);
