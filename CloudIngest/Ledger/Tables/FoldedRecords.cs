using EventEdge.CloudIngest.Ledger.Records;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// Records of gaps that are no longer kept one by one, the newest of each stream: what of them comes late was neither stored before nor is
/// it lost.
/// </summary>
internal sealed class FoldedRecords : IDisposable
{
    /// <summary>Ranges of a stream that are remembered; of older ones, what comes late cannot be told from what comes again.</summary>
    public const int Limit = 512;

    private readonly IntervalTable _table;
    private readonly Dictionary<StreamKey, IntervalSet> _streams;

    public FoldedRecords(SqliteConnection connection)
    {
        _table = new IntervalTable(connection, IntervalTable.Folded);
        _streams = _table.Load();
    }

    /// <summary>What of a range of records never came, as far as that is remembered.</summary>
    public IReadOnlyList<(long First, long Last)> Within(StreamKey stream, long first, long last) =>
        _streams.TryGetValue(stream, out var folded) ? [.. folded.Within(first, last)] : [];

    /// <summary>Gaps that are not kept one by one any more.</summary>
    public void Add(StreamKey stream, IEnumerable<(long First, long Last)> gaps, SqliteTransaction transaction)
    {
        if (!_streams.TryGetValue(stream, out var folded)) _streams.Add(stream, folded = new IntervalSet());
        foreach (var (first, last) in gaps) folded.Add(first, last);
        while (folded.Intervals.Count > Limit) folded.Remove(folded.Intervals[0].First, folded.Intervals[0].Last);
        _table.Save(stream, folded, transaction);
    }

    /// <summary>Records have come after all; how many of them were in such gaps.</summary>
    public long Take(StreamKey stream, long first, long last, SqliteTransaction transaction)
    {
        var came = Within(stream, first, last).Sum(range => range.Last - range.First + 1);
        if (came == 0) return 0;
        _streams[stream].Remove(first, last);
        _table.Save(stream, _streams[stream], transaction);
        return came;
    }

    /// <summary>A stream is not kept apart any more.</summary>
    public void Clear(StreamKey stream, SqliteTransaction transaction)
    {
        if (_streams.Remove(stream)) _table.Clear(stream, transaction);
    }

    /// <inheritdoc />
    public void Dispose() => _table.Dispose();
}
