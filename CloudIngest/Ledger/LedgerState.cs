using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// What the ledger holds in memory of its file, and the tables behind it. It moves ahead of the file within a transaction; after one that
/// failed it is read anew, so that memory never says what the disk does not.
/// </summary>
internal sealed class LedgerState : IDisposable
{
    public const string Schema = IntervalTable.Schema + StreamTable.Schema + DeferredTable.Schema + GapTable.Schema + SettledGaps.Schema
        + LedgerHistory.Schema + PointTable.Schema;

    /// <summary>Intervals of a stream that are kept apart. What is missing between older ones becomes one note.</summary>
    public const int IntervalLimit = 512;

    private readonly Dictionary<StreamKey, IntervalSet> _streams;
    private readonly Dictionary<StreamKey, IntervalSet> _elsewhere;
    private readonly IntervalTable _intervals;
    private readonly IntervalTable _elsewhereTable;
    private readonly StreamTable _perStream;
    private readonly FoldedRecords _folded;
    private readonly DeferredTable _held;
    private readonly GapTable _gaps;
    private readonly PointTable _points;

    public LedgerState(SqliteConnection connection, DigestLimits limits, DateTimeOffset now)
    {
        History = new LedgerHistory(connection, limits, now);
        _perStream = new StreamTable(connection);
        _folded = new FoldedRecords(connection);
        _held = new DeferredTable(connection);
        _gaps = new GapTable(connection);
        _points = new PointTable(connection);
        _intervals = new IntervalTable(connection, IntervalTable.Stored);
        _elsewhereTable = new IntervalTable(connection, IntervalTable.Elsewhere);
        _streams = _intervals.Load();
        _elsewhere = _elsewhereTable.Load();
    }

    /// <summary>What is known of the past of numbers.</summary>
    public LedgerHistory History { get; }

    /// <summary>Gaps as the store is told of them.</summary>
    public GapTable Gaps => _gaps;

    /// <summary>What became of points, all of it added up.</summary>
    public PointCounts Total => _points.Total;

    /// <summary>The last record of each stream.</summary>
    public IEnumerable<(StreamKey Stream, long Last)> Ends =>
        _streams.Where(s => s.Value.Intervals.Count > 0).Select(s => (s.Key, s.Value.Intervals[^1].Last));

    /// <summary>What is missing now.</summary>
    public IEnumerable<SequenceGap> Missing => _streams.SelectMany(
        s => s.Value.Missing().Without(_held.Of(s.Key))
            .Select(gap => new SequenceGap(s.Key.Node, s.Key.Epoch, s.Key.Class, gap.First, gap.Last)));

    /// <summary>What of a range of records is in the store.</summary>
    public IEnumerable<(long First, long Last)> Held(StreamKey stream, long first, long last)
    {
        if (!_streams.TryGetValue(stream, out var stored)) return [];
        var held = stored.Within(first, last).Without(_folded.Within(stream, first, last));
        return _elsewhere.TryGetValue(stream, out var elsewhere) ? held.Without([.. elsewhere.Within(first, last)]) : held;
    }

    /// <summary>Enters frames the store has accepted.</summary>
    public void Enter(
        IReadOnlyCollection<MeasurementFrame> frames, IngestEntries entries, DateTimeOffset now, SqliteTransaction transaction)
    {
        // A repeated commit after a failed one changes nothing: intervals are a set.
        var forgotten = new HashSet<(string Node, Guid Epoch)>();
        var touched = frames.Select(frame => Enter(frame, forgotten, now, transaction)).ToHashSet();
        if (entries.History is { } history) History.Keep(history, now, transaction);
        foreach (var stream in touched.Where(_streams.ContainsKey))
        {
            Fold(stream, now, transaction);
            _intervals.Save(stream, _streams[stream], transaction);
            _held.Save(stream, transaction);
            _gaps.Follow(stream, _streams[stream], _held.Of(stream), now, transaction);
        }

        foreach (var (stream, added) in entries.Streams) _perStream.Add(stream, added, now, transaction);
        foreach (var (binding, added) in entries.Bindings) _points.Add(binding, added, transaction);
        // Last, because the batch itself may hold frames of them, whose rows nothing would remove any more. One that came back is kept.
        foreach (var (node, epoch) in forgotten.Where(one => !History.Keeps(one.Node, one.Epoch))) Forget(node, epoch, now, transaction);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var part in new IDisposable[] { _intervals, _elsewhereTable, _folded, _perStream, _held, _points, History })
            part.Dispose();
    }

    private StreamKey Enter(
        MeasurementFrame frame, HashSet<(string Node, Guid Epoch)> forgotten, DateTimeOffset now, SqliteTransaction transaction)
    {
        var stream = StreamKey.Of(frame);
        if (!_streams.TryGetValue(stream, out var stored)) _streams.Add(stream, stored = new IntervalSet());
        var elsewhere = _elsewhere.GetValueOrDefault(stream) ?? new IntervalSet();
        var before = elsewhere.Intervals.Count;
        if (History.Enter(frame, stored, elsewhere, now, transaction) is { } epoch) forgotten.Add((frame.Node, epoch));
        // A frame that comes again says what was true when it first came.
        if (!stored.Covers(frame.FirstSequence, frame.LastSequence)) _held.Follow(stream, frame);
        stored.Add(frame.FirstSequence, frame.LastSequence);
        if (_folded.Take(stream, frame.FirstSequence, frame.LastSequence, transaction) is > 0 and var came)
            History.Found(stream, came, transaction);
        if (elsewhere.Remove(frame.FirstSequence, frame.LastSequence) || elsewhere.Intervals.Count != before)
        {
            _elsewhere[stream] = elsewhere;
            _elsewhereTable.Save(stream, elsewhere, transaction);
        }

        return stream;
    }

    // A node that leaves gap after gap pays with how exactly its oldest are known, not with everybody's memory.
    private void Fold(StreamKey stream, DateTimeOffset now, SqliteTransaction transaction)
    {
        var stored = _streams[stream];
        if (stored.Intervals.Count <= IntervalLimit) return;
        var oldest = stored.Missing().Without(_held.Of(stream)).Take(stored.Intervals.Count - (IntervalLimit / 2)).ToList();
        if (oldest.Count == 0) return;
        foreach (var (first, last) in oldest) stored.Add(first, last);
        _folded.Add(stream, oldest, transaction);
        var settled = _gaps.Fold(stream, oldest[^1].Last, transaction).Settled;
        NoteLost(stream, oldest.Sum(range => range.Last - range.First + 1) - settled, now, transaction);
    }

    private void Forget(string node, Guid epoch, DateTimeOffset now, SqliteTransaction transaction)
    {
        foreach (var deliveryClass in BusNames.Classes)
        {
            var stream = new StreamKey(node, epoch, deliveryClass);
            _streams.Remove(stream);
            _intervals.Clear(stream, transaction);
            _folded.Clear(stream, transaction);
            if (_elsewhere.Remove(stream)) _elsewhereTable.Clear(stream, transaction);
            NoteLost(stream, _gaps.Fold(stream, long.MaxValue, transaction).Lost, now, transaction);
            _held.Forget(stream, transaction);
            _perStream.Forget(stream, transaction);
            History.Forget(stream, now, transaction);
        }

        _points.Forget(node, epoch, transaction);
    }

    // One note for a node and class: a loss must not be washed out by what happens afterwards.
    private void NoteLost(StreamKey stream, long records, DateTimeOffset now, SqliteTransaction transaction)
    {
        if (records > 0) History.Note(new(HistoryKind.Lost, stream.Node, Guid.Empty, stream.Class, 0, 0, records, now, now), transaction);
    }
}
