using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Bus;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// The numberings of each node, in the order in which they were first seen: whether a node began a new one, and whether an older one goes on beside it,
/// which only a second edge of the same name can do.
/// </summary>
internal sealed class NumberingTable : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS numberings(
          id INTEGER PRIMARY KEY, node TEXT NOT NULL, epoch TEXT NOT NULL, seen_ms INTEGER NOT NULL, sent_ms INTEGER NOT NULL, UNIQUE (node, epoch));
        """;

    /// <summary>Numberings of a node that are kept apart; of those before, the books forget the sequences.</summary>
    public const int Limit = 64;

    // Frames of an old numbering may arrive behind the first of a new one because the broker delivers again what was not acknowledged.
    private const int LateFrames = 32;

    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, List<Numbering>> _nodes = [];
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _remove;

    public NumberingTable(SqliteConnection connection)
    {
        _add = SqliteFile.Prepare(connection, "INSERT OR IGNORE INTO numberings(node, epoch, seen_ms, sent_ms) VALUES ($n, $e, $s, $t)", "$n", "$e", "$s", "$t");
        _remove = SqliteFile.Prepare(connection, "DELETE FROM numberings WHERE node = $n AND epoch = $e", "$n", "$e");
        // Ledgers of earlier versions know numberings by their intervals only.
        using var all = SqliteFile.Prepare(
            connection,
            """
            SELECT node, epoch, 0, 0, 0 FROM intervals WHERE (node, epoch) NOT IN (SELECT node, epoch FROM numberings) GROUP BY node, epoch
            UNION ALL SELECT node, epoch, seen_ms, sent_ms, id FROM numberings ORDER BY 5
            """);
        using var row = all.ExecuteReader();
        while (row.Read()) Of(row.GetString(0)).Add(new(Guid.Parse(row.GetString(1)), row.GetInt64(3)));
    }

    /// <summary>Takes note of a frame; tells what it shows, and which numbering is no longer kept apart.</summary>
    public (HistoryNote? Note, Guid? Forgotten) Follow(MeasurementFrame frame, DateTimeOffset now, SqliteTransaction transaction)
    {
        var numberings = Of(frame.Node);
        var at = numberings.FindIndex(numbering => numbering.Epoch == frame.Epoch);
        if (at < 0) return Begin(numberings, frame, now, transaction);
        var newest = numberings[^1];
        if (at == numberings.Count - 1)
        {
            newest.Classes |= 1 << (int)frame.Class;
            return default;
        }

        if ((newest.Classes & (1 << (int)frame.Class)) == 0) return default;
        var isBuiltLater = newest.SentAt > 0 && frame.SentAt.ToUnixTimeMilliseconds() > newest.SentAt + (long)Overlap.TotalMilliseconds;
        return ++newest.LateOthers > LateFrames || (isBuiltLater && newest.LateOthers > 1) ? (NoteOf(HistoryKind.TwoSenders, frame, now), null) : default;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _add.Dispose();
        _remove.Dispose();
    }

    private (HistoryNote? Note, Guid? Forgotten) Begin(List<Numbering> numberings, MeasurementFrame frame, DateTimeOffset now, SqliteTransaction transaction)
    {
        var isFirst = numberings.Count == 0;
        var sent = frame.SentAt.ToUnixTimeMilliseconds();
        numberings.Add(new(frame.Epoch, sent) { Classes = 1 << (int)frame.Class });
        SqliteFile.Run(_add, transaction, frame.Node, frame.Epoch.ToString(), now.ToUnixTimeMilliseconds(), sent);
        Guid? forgotten = null;
        if (numberings.Count > Limit)
        {
            forgotten = numberings[0].Epoch;
            numberings.RemoveAt(0);
            SqliteFile.Run(_remove, transaction, frame.Node, forgotten.ToString());
        }

        return (isFirst ? null : NoteOf(HistoryKind.NewNumbering, frame, now), forgotten);
    }

    private static HistoryNote NoteOf(HistoryKind kind, MeasurementFrame frame, DateTimeOffset now) =>
        new(kind, frame.Node, frame.Epoch, frame.Class, 0, 0, 0, now, now);

    private List<Numbering> Of(string node)
    {
        if (!_nodes.TryGetValue(node, out var numberings)) _nodes.Add(node, numberings = []);
        return numberings;
    }

    private sealed class Numbering(Guid epoch, long sentAt)
    {
        public Guid Epoch => epoch;

        /// <summary>When its first frame was built, in milliseconds since 1970; 0 when it is not known.</summary>
        public long SentAt => sentAt;

        /// <summary>Bits of the classes it was seen in.</summary>
        public int Classes { get; set; }

        /// <summary>Frames of older numberings that came behind it.</summary>
        public int LateOthers { get; set; }
    }
}
