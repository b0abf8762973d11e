using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// What the newest records of each numbering held, bounded in bytes for each numbering, each node and all of them: a node that sends much
/// forgets its own. What comes again of older ones cannot be compared; it is written again and told, because only a fork or an old copy of
/// the bus brings it.
/// </summary>
internal sealed class DigestTable : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS record_digests(
          id INTEGER PRIMARY KEY, node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, first INTEGER NOT NULL,
            last INTEGER NOT NULL,
          digests BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS record_digests_stream ON record_digests (node, epoch, class, id);
        """;

    // A row, its entry in the index, and the names in both.
    private const int RowBytes = 512;

    private readonly DigestLimits _limits;
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _trim;
    private readonly SqliteCommand _forget;
    private readonly Dictionary<string, Dictionary<StreamKey, long>> _nodes = [];
    private readonly Dictionary<string, long> _nodeBytes = [];
    private long _bytes;

    public DigestTable(SqliteConnection connection, DigestLimits limits)
    {
        _limits = limits;
        string[] stream = ["$n", "$e", "$c"];
        const string OfStream = "WHERE node = $n AND epoch = $e AND class = $c";
        _add = SqliteFile.Prepare(
            connection, "INSERT INTO record_digests(node, epoch, class, first, last, digests) VALUES ($n, $e, $c, $f, $l, $d)",
            [.. stream, "$f", "$l", "$d"]);
        _find = SqliteFile.Prepare(
            connection, $"SELECT first, last, digests FROM record_digests {OfStream} AND first <= $l AND last >= $f ORDER BY id DESC",
            [.. stream, "$f", "$l"]);
        _trim = SqliteFile.Prepare(
            connection, $"DELETE FROM record_digests WHERE id = (SELECT min(id) FROM record_digests {OfStream}) RETURNING length(digests)",
            stream);
        _forget = SqliteFile.Prepare(connection, $"DELETE FROM record_digests {OfStream}", stream);
        using var all = SqliteFile.Prepare(
            connection, $"SELECT node, epoch, class, sum(length(digests) + {RowBytes}) FROM record_digests GROUP BY node, epoch, class");
        using var row = all.ExecuteReader();
        while (row.Read()) Count(new(row.GetString(0), Guid.Parse(row.GetString(1)), (DeliveryClass)row.GetInt32(2)), row.GetInt64(3));
    }

    /// <summary>Bytes of all of them.</summary>
    public long Bytes => _bytes;

    /// <summary>Whether what a numbering sends is being remembered: a ledger of an earlier version begins to with the next frame.</summary>
    public bool Knows(StreamKey stream) => _nodes.TryGetValue(stream.Node, out var streams) && streams.ContainsKey(stream);

    /// <summary>What is known of the frames that had records of a range, the newest first.</summary>
    public List<RecordDigests> Of(StreamKey stream, long first, long last)
    {
        var found = new List<RecordDigests>();
        if (!Knows(stream)) return found;
        _find.Transaction = null;
        _find.Parameters[0].Value = stream.Node;
        _find.Parameters[1].Value = stream.Epoch.ToString();
        _find.Parameters[2].Value = (int)stream.Class;
        _find.Parameters[3].Value = first;
        _find.Parameters[4].Value = last;
        using var row = _find.ExecuteReader();
        while (row.Read()) found.Add(RecordDigests.Read(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)));
        return found;
    }

    /// <summary>Keeps a frame's digests, and makes room for them.</summary>
    public void Add(StreamKey stream, RecordDigests digests, SqliteTransaction transaction)
    {
        var bytes = digests.ToBytes();
        SqliteFile.Run(_add, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class, digests.First, digests.Last, bytes);
        Count(stream, bytes.Length + RowBytes);
        while (BytesOf(stream) > _limits.StreamBytes) DropOldest(stream, transaction);
        while (_nodeBytes.GetValueOrDefault(stream.Node) > _limits.NodeBytes) DropOldest(LargestOf(stream.Node), transaction);
        if (_bytes <= _limits.TotalBytes) return;
        // Some more at once, so that a full table does not look for the largest with every frame.
        while (_bytes > _limits.TotalBytes / 16 * 15) DropOldest(LargestOf(_nodeBytes.MaxBy(node => node.Value).Key), transaction);
    }

    /// <summary>A numbering is not kept apart any more.</summary>
    public void Forget(StreamKey stream, SqliteTransaction transaction)
    {
        SqliteFile.Run(_forget, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class);
        Count(stream, -BytesOf(stream));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in new[] { _add, _find, _trim, _forget }) command.Dispose();
    }

    private void DropOldest(StreamKey stream, SqliteTransaction transaction)
    {
        _trim.Transaction = transaction;
        _trim.Parameters[0].Value = stream.Node;
        _trim.Parameters[1].Value = stream.Epoch.ToString();
        _trim.Parameters[2].Value = (int)stream.Class;
        Count(stream, _trim.ExecuteScalar() is long bytes ? -(bytes + RowBytes) : -BytesOf(stream));
    }

    private StreamKey LargestOf(string node) => _nodes[node].MaxBy(stream => stream.Value).Key;

    private long BytesOf(StreamKey stream) => _nodes.GetValueOrDefault(stream.Node)?.GetValueOrDefault(stream) ?? 0;

    private void Count(StreamKey stream, long bytes)
    {
        if (!_nodes.TryGetValue(stream.Node, out var streams)) _nodes.Add(stream.Node, streams = []);
        _bytes += bytes;
        var (ofStream, ofNode) = (streams.GetValueOrDefault(stream) + bytes, _nodeBytes.GetValueOrDefault(stream.Node) + bytes);
        _nodeBytes[stream.Node] = ofNode;
        streams[stream] = ofStream;
        if (ofStream > 0) return;
        streams.Remove(stream);
        if (streams.Count > 0) return;
        _nodes.Remove(stream.Node);
        _nodeBytes.Remove(stream.Node);
    }
}

/// <summary>How much the cloud remembers of what records held, in bytes on the disk.</summary>
internal sealed record DigestLimits
{
    /// <summary>Of one numbering in one class. Default 4 MiB: some 200,000 records in frames of a hundred and more.</summary>
    public long StreamBytes { get; init; } = 4 << 20;

    /// <summary>Of one node. Default 16 MiB.</summary>
    public long NodeBytes { get; init; } = 16 << 20;

    /// <summary>Of all nodes. Default 256 MiB; the one with the most makes room first.</summary>
    public long TotalBytes { get; init; } = 256 << 20;
}
