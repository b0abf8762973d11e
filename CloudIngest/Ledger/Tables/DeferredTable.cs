using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// Records that an edge holds back while fresh ones leave: missing for now, and no gap. A frame says of everything before it what is held
/// back; what an earlier one said of that is outdated.
/// </summary>
internal sealed class DeferredTable : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS held_back(
          node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
          PRIMARY KEY (node, epoch, class, first)) WITHOUT ROWID;
        """;

    /// <summary>Ranges of a stream that are kept apart.</summary>
    public const int RangeLimit = 512;

    private readonly Dictionary<StreamKey, List<(long First, long Last)>> _streams = [];
    private readonly SqliteCommand _clear;
    private readonly SqliteCommand _add;

    public DeferredTable(SqliteConnection connection)
    {
        _clear = SqliteFile.Prepare(connection, "DELETE FROM held_back WHERE node = $n AND epoch = $e AND class = $c", "$n", "$e", "$c");
        _add = SqliteFile.Prepare(connection, "INSERT INTO held_back VALUES ($n, $e, $c, $f, $l)", "$n", "$e", "$c", "$f", "$l");
        using var all = SqliteFile.Prepare(connection, "SELECT node, epoch, class, first, last FROM held_back ORDER BY first");
        using var row = all.ExecuteReader();
        while (row.Read())
        {
            var stream = new StreamKey(row.GetString(0), Guid.Parse(row.GetString(1)), (DeliveryClass)row.GetInt32(2));
            if (!_streams.TryGetValue(stream, out var ranges)) _streams.Add(stream, ranges = []);
            ranges.Add((row.GetInt64(3), row.GetInt64(4)));
        }
    }

    /// <summary>What a stream's edge holds back, ascending.</summary>
    public IReadOnlyCollection<(long First, long Last)> Of(StreamKey stream) => _streams.GetValueOrDefault(stream) ?? [];

    /// <summary>Takes a frame's word that was not heard before.</summary>
    public void Follow(StreamKey stream, MeasurementFrame frame)
    {
        if (frame.Deferred is null && !_streams.ContainsKey(stream)) return;
        var after = Of(stream).Without([(0, frame.LastSequence)]);
        List<(long First, long Last)> ranges = [.. (frame.Deferred ?? []).Select(range => (range.First, range.Last)).Order(), .. after];
        // Frames that come in descending order each add to it. What is not known to be deferred counts as missing, the oldest records
        // first.
        _streams[stream] = ranges.Count <= RangeLimit ? ranges : ranges[^RangeLimit..];
    }

    /// <summary>Writes what is known of a stream.</summary>
    public void Save(StreamKey stream, SqliteTransaction transaction)
    {
        if (!_streams.TryGetValue(stream, out var ranges)) return;
        var (epoch, deliveryClass) = (stream.Epoch.ToString(), (int)stream.Class);
        SqliteFile.Run(_clear, transaction, stream.Node, epoch, deliveryClass);
        foreach (var (first, last) in ranges) SqliteFile.Run(_add, transaction, stream.Node, epoch, deliveryClass, first, last);
    }

    /// <summary>A numbering is not kept apart any more.</summary>
    public void Forget(StreamKey stream, SqliteTransaction transaction)
    {
        if (_streams.Remove(stream)) SqliteFile.Run(_clear, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _clear.Dispose();
        _add.Dispose();
    }
}
