using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Frames;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// The numberings of each node, in the order in which they were begun or taken up again: whether a node began a new one, went back to an
/// older one, or changes between them, which only two edges of the same name can do.
/// </summary>
internal sealed class NumberingTable : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS numberings(
          id INTEGER PRIMARY KEY, node TEXT NOT NULL, epoch TEXT NOT NULL, seen_ms INTEGER NOT NULL, sent_ms INTEGER NOT NULL,
            UNIQUE (node, epoch));
        """;

    /// <summary>Numberings of a node that are kept apart; of those before, the ledger forgets the sequences.</summary>
    public const int Limit = 64;

    // Frames of an old numbering may arrive behind the first of a new one because the broker delivers again what was not acknowledged.
    private const int LateFrames = 32;

    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    // Whoever changes so often between numberings within a day is two.
    private const int SenderReturns = 3;
    private static readonly TimeSpan ReturnSpan = TimeSpan.FromDays(1);

    private readonly Dictionary<string, Node> _nodes = [];
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _renew;

    public NumberingTable(SqliteConnection connection)
    {
        _add = SqliteFile.Prepare(
            connection, "INSERT OR IGNORE INTO numberings(node, epoch, seen_ms, sent_ms) VALUES ($n, $e, $s, $t)", "$n", "$e", "$s", "$t");
        _remove = SqliteFile.Prepare(connection, "DELETE FROM numberings WHERE node = $n AND epoch = $e", "$n", "$e");
        // Their order is that in which they were last begun or taken up again.
        _renew = SqliteFile.Prepare(
            connection, "UPDATE numberings SET id = (SELECT max(id) + 1 FROM numberings), sent_ms = $t WHERE node = $n AND epoch = $e",
            "$n", "$e", "$t");
        // Ledgers of earlier versions know numberings by their intervals only.
        using var all = SqliteFile.Prepare(
            connection,
            """
            SELECT node, epoch, 0, 0, 0 FROM intervals WHERE (node, epoch) NOT IN (SELECT node, epoch FROM numberings) GROUP BY node, epoch
            UNION ALL SELECT node, epoch, seen_ms, sent_ms, id FROM numberings ORDER BY 5
            """);
        using var row = all.ExecuteReader();
        while (row.Read())
            Of(row.GetString(0)).Numberings.Add(new(Guid.Parse(row.GetString(1)), row.GetInt64(2)) { SentAt = row.GetInt64(3) });
    }

    /// <summary>Takes note of a frame; tells what it shows, and which numbering is no longer kept apart.</summary>
    public (HistoryNote? Note, Guid? Forgotten) Follow(MeasurementFrame frame, DateTimeOffset now, SqliteTransaction transaction)
    {
        var node = Of(frame.Node);
        var at = node.Numberings.FindIndex(numbering => numbering.Epoch == frame.Epoch);
        if (at < 0) return Begin(node, frame, now, transaction);
        var newest = node.Numberings[^1];
        if (at == node.Numberings.Count - 1)
        {
            newest.Classes |= 1 << (int)frame.Class;
            return default;
        }

        if ((newest.Classes & (1 << (int)frame.Class)) == 0) return default;
        var sent = frame.SentAt.ToUnixTimeMilliseconds();
        var isBuiltLater = newest.SentAt > 0 && sent > newest.SentAt + (long)Overlap.TotalMilliseconds;
        newest.LateOthers++;
        var goesOn = newest.LateOthers > LateFrames || (isBuiltLater && newest.LateOthers > 1);
        return goesOn ? (Return(node, at, frame, now, transaction), null) : default;
    }

    /// <summary>Whether a numbering of a node is kept apart.</summary>
    public bool Keeps(string node, Guid epoch) =>
        _nodes.TryGetValue(node, out var known) && known.Numberings.Exists(numbering => numbering.Epoch == epoch);

    /// <summary>Whether a node has begun another numbering here since a moment: one that is new after it, it began later.</summary>
    public bool HasOtherSince(string node, Guid epoch, DateTimeOffset moment) =>
        _nodes.TryGetValue(node, out var known)
        && known.Numberings.Exists(numbering => numbering.Epoch != epoch && numbering.SeenAt > moment.ToUnixTimeMilliseconds());

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in new[] { _add, _remove, _renew }) command.Dispose();
    }

    private (HistoryNote? Note, Guid? Forgotten) Begin(Node node, MeasurementFrame frame, DateTimeOffset now, SqliteTransaction transaction)
    {
        var numberings = node.Numberings;
        var isFirst = numberings.Count == 0;
        var (sent, seen) = (frame.SentAt.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        numberings.Add(new(frame.Epoch, seen) { SentAt = sent, Classes = 1 << (int)frame.Class });
        SqliteFile.Run(_add, transaction, frame.Node, frame.Epoch.ToString(), seen, sent);
        Guid? forgotten = null;
        if (numberings.Count > Limit)
        {
            forgotten = numberings[0].Epoch;
            numberings.RemoveAt(0);
            SqliteFile.Run(_remove, transaction, frame.Node, forgotten.ToString());
        }

        return (isFirst ? null : NoteOf(HistoryKind.NewNumbering, frame, now), forgotten);
    }

    // Back to an older numbering and on with it is what a restored copy does. Only two edges change between them again and again.
    private HistoryNote Return(Node node, int at, MeasurementFrame frame, DateTimeOffset now, SqliteTransaction transaction)
    {
        var returned = node.Numberings[at];
        node.Numberings.RemoveAt(at);
        node.Numberings.Add(returned);
        (returned.SentAt, returned.LateOthers, returned.Classes) = (frame.SentAt.ToUnixTimeMilliseconds(), 0, 1 << (int)frame.Class);
        SqliteFile.Run(_renew, transaction, frame.Node, frame.Epoch.ToString(), returned.SentAt);
        if (now - node.ReturnsSince > ReturnSpan) (node.ReturnsSince, node.Returns) = (now, 0);
        return NoteOf(++node.Returns < SenderReturns ? HistoryKind.OlderNumbering : HistoryKind.TwoSenders, frame, now);
    }

    private static HistoryNote NoteOf(HistoryKind kind, MeasurementFrame frame, DateTimeOffset now) =>
        new(kind, frame.Node, frame.Epoch, frame.Class, 0, 0, 0, now, now);

    private Node Of(string name)
    {
        if (!_nodes.TryGetValue(name, out var node)) _nodes.Add(name, node = new());
        return node;
    }

    private sealed class Node
    {
        /// <summary>The one that goes on is the last.</summary>
        public List<Numbering> Numberings { get; } = [];

        /// <summary>How often an older one took the place of the last one.</summary>
        public int Returns { get; set; }

        public DateTimeOffset ReturnsSince { get; set; }
    }

    private sealed class Numbering(Guid epoch, long seenAt)
    {
        public Guid Epoch => epoch;

        /// <summary>When it was first seen here, in milliseconds since 1970; 0 when it is not known.</summary>
        public long SeenAt => seenAt;

        /// <summary>When its first frame was built, or the one with which it came back; 0 when it is not known.</summary>
        public required long SentAt { get; set; }

        /// <summary>Bits of the classes it was seen in.</summary>
        public int Classes { get; set; }

        /// <summary>Frames of older numberings that came behind it.</summary>
        public int LateOthers { get; set; }
    }
}
