using EventEdge.CloudIngest.Stores;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// What the newest records of each numbering held. Of older ones it is forgotten; should they come again they are written again, which changes
/// nothing where the content is the same.
/// </summary>
internal sealed class DigestTable : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS record_digests(
          id INTEGER PRIMARY KEY, node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
          digests BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS record_digests_stream ON record_digests (node, epoch, class, id);
        """;

    /// <summary>Most frames of a numbering whose digests are kept.</summary>
    public const int StreamFrames = 512;

    // Of all numberings together: some 400 MB at the most.
    private const int TotalFrames = 200_000;
    private const int TrimEvery = 64;

    private readonly SqliteCommand _add;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _trim;
    private readonly SqliteCommand _trimAll;
    private readonly Dictionary<StreamKey, int> _sinceTrim = [];
    private readonly Dictionary<StreamKey, RecordDigests> _found = [];

    public DigestTable(SqliteConnection connection)
    {
        _add = SqliteFile.Prepare(
            connection, "INSERT INTO record_digests(node, epoch, class, first, last, digests) VALUES ($n, $e, $c, $f, $l, $d)", "$n", "$e", "$c", "$f", "$l", "$d");
        _find = SqliteFile.Prepare(
            connection,
            """
            SELECT first, last, digests FROM record_digests
            WHERE node = $n AND epoch = $e AND class = $c AND first <= $s AND last >= $s ORDER BY id DESC LIMIT 1
            """,
            "$n", "$e", "$c", "$s");
        _trim = SqliteFile.Prepare(
            connection,
            """
            DELETE FROM record_digests WHERE node = $n AND epoch = $e AND class = $c AND id <= (
              SELECT id FROM record_digests WHERE node = $n AND epoch = $e AND class = $c ORDER BY id DESC LIMIT 1 OFFSET $k)
            """,
            "$n", "$e", "$c", "$k");
        _trimAll = SqliteFile.Prepare(connection, "DELETE FROM record_digests WHERE id <= (SELECT max(id) FROM record_digests) - $k", "$k");
    }

    /// <summary>The digest of a stored record; null when it is not known any more.</summary>
    public ulong? Of(StreamKey stream, long sequence)
    {
        // What comes again comes in runs.
        if (_found.TryGetValue(stream, out var frame) && sequence >= frame.First && sequence <= frame.Last) return frame.Of(sequence);
        _find.Parameters[0].Value = stream.Node;
        _find.Parameters[1].Value = stream.Epoch.ToString();
        _find.Parameters[2].Value = (int)stream.Class;
        _find.Parameters[3].Value = sequence;
        using var row = _find.ExecuteReader();
        if (!row.Read()) return null;
        _found[stream] = frame = RecordDigests.Read(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2));
        return frame.Of(sequence);
    }

    /// <summary>Keeps a frame's digests.</summary>
    public void Add(StreamKey stream, RecordDigests digests, SqliteTransaction transaction)
    {
        var (epoch, deliveryClass) = (stream.Epoch.ToString(), (int)stream.Class);
        _found.Remove(stream);
        SqliteFile.Run(_add, transaction, stream.Node, epoch, deliveryClass, digests.First, digests.Last, digests.ToBytes());
        var since = _sinceTrim.GetValueOrDefault(stream, TrimEvery) + 1;
        if (since >= TrimEvery)
        {
            since = 0;
            SqliteFile.Run(_trim, transaction, stream.Node, epoch, deliveryClass, StreamFrames);
            SqliteFile.Run(_trimAll, transaction, TotalFrames);
        }

        _sinceTrim[stream] = since;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in new[] { _add, _find, _trim, _trimAll }) command.Dispose();
    }
}
