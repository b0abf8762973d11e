using EventEdge.CloudIngest.Identity;
using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Bus;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// Which outbox records of which node are in the store, and what became of the rest: the cloud's half of the books. Written after the
/// store accepted and before the bus is acknowledged, so it never claims what is not there; a crash in between repeats a harmless write.
/// </summary>
internal sealed partial class FrameLedger : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS counts(
          one INTEGER PRIMARY KEY CHECK (one = 1), frames INTEGER, received INTEGER, created INTEGER, duplicates INTEGER, stale INTEGER, dead INTEGER);
        """;

    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, IntervalSet> _streams = [];
    private readonly SqliteConnection _connection;
    private readonly IntervalTable _intervals;
    private readonly SqliteCommand _count;
    private readonly DeadLetterTable _letters;
    private readonly StreamTable _perStream;
    private readonly HeldBackTable _held;
    private readonly GapTable _gaps;
    private readonly LedgerHistory _history;
    private readonly PointTable _points;
    private readonly TimeProvider _time;
    private IngestCounts _counts;

    public FrameLedger(string path, TimeProvider time, DeadLetterLimits? letters = null)
    {
        _time = time;
        _connection = SqliteFile.Open(
            path, Schema + IntervalTable.Schema + StreamTable.Schema + HeldBackTable.Schema + GapTable.Schema + DeadLetterTable.Schema + SettledGaps.Schema
            + LedgerHistory.Schema + PointTable.Schema + WrittenTable.Schema + SharedSeries.Schema);
        _history = new LedgerHistory(_connection);
        _letters = new DeadLetterTable(_connection, letters ?? new());
        _perStream = new StreamTable(_connection);
        _held = new HeldBackTable(_connection);
        _gaps = new GapTable(_connection);
        _points = new PointTable(_connection);
        Written = new WrittenTable(_connection);
        Shared = new SharedSeries(_connection);
        _intervals = new IntervalTable(_connection);
        _count = SqliteFile.Prepare(
            _connection, "INSERT OR REPLACE INTO counts VALUES (1, $f, $r, $c, $d, $s, $x)", "$f", "$r", "$c", "$d", "$s", "$x");
        Load();
    }

    /// <summary>What was written last; for the one loop that writes.</summary>
    public WrittenTable Written { get; }

    /// <summary>Who writes the series of the whole fleet; for the one loop that writes.</summary>
    public SharedSeries Shared { get; }

    /// <summary>What was added up so far.</summary>
    public IngestCounts Counts
    {
        get
        {
            lock (_gate) return _counts;
        }
    }

    /// <summary>Whether a record is in the store already.</summary>
    public bool Holds(StreamKey stream, long sequence)
    {
        lock (_gate) return _streams.TryGetValue(stream, out var stored) && stored.Contains(sequence);
    }

    /// <summary>What a stored record holds; null when it is not known any more.</summary>
    public ulong? DigestOf(StreamKey stream, long sequence)
    {
        lock (_gate) return _history.DigestOf(stream, sequence);
    }

    /// <summary>Enters frames the store has accepted, in one synced transaction, and notes what they show to be missing.</summary>
    public void Commit(IReadOnlyCollection<MeasurementFrame> frames, IngestEntries entries)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            // A repeated commit after a failed one changes nothing: intervals are a set, and counts move only after the commit.
            var touched = frames.Select(frame => Enter(frame, transaction)).Distinct().ToList();
            if (entries.History is { } history) _history.Keep(history, _time.GetUtcNow(), transaction);
            var next = _counts + entries.Counts(frames.Count);
            foreach (var stream in touched)
            {
                Save(stream, transaction);
                _gaps.Follow(stream, _streams[stream], _held.Of(stream), _time.GetUtcNow(), transaction);
            }

            foreach (var (stream, added) in entries.Streams) _perStream.Add(stream, added, _time.GetUtcNow(), transaction);
            foreach (var (binding, added) in entries.Bindings) _points.Add(binding, added, transaction);
            _letters.Add(entries.Letters, _time.GetUtcNow(), transaction);
            Written.Save(entries.Written, transaction);
            Shared.Save(entries.Claims, _time.GetUtcNow(), transaction);
            SqliteFile.Run(
                _count, transaction, next.Frames, next.Points.Received, next.Points.Created, next.Points.Duplicates, next.Points.Stale, next.Points.DeadLetters);
            transaction.Commit();
            _counts = next;
            Written.Remember(entries.Written);
            Shared.Remember(entries.Claims, _time.GetUtcNow());
        }
    }

    /// <summary>Gaps that were found, filled or closed since they were last told to the store.</summary>
    public IReadOnlyList<NotedGap> Untold()
    {
        lock (_gate) return _gaps.Untold();
    }

    /// <summary>The store knows this state of a gap.</summary>
    public void Told(NotedGap gap)
    {
        lock (_gate) _gaps.MarkTold(gap);
    }

    /// <summary>The first gaps, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<SequenceGap> Gaps(int limit = 100)
    {
        lock (_gate)
        {
            return [.. _streams
                .SelectMany(s => s.Value.Missing().Without(_held.Of(s.Key)).Select(gap => new SequenceGap(s.Key.Node, s.Key.Epoch, s.Key.Class, gap.First, gap.Last)))
                .Take(limit)];
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var part in new IDisposable[] { _count, _intervals, _letters, _perStream, _held, _history, _points, Written, Shared, _connection }) part.Dispose();
    }

    private StreamKey Enter(MeasurementFrame frame, SqliteTransaction transaction)
    {
        var stream = StreamKey.Of(frame);
        if (!_streams.TryGetValue(stream, out var stored)) _streams.Add(stream, stored = new IntervalSet());
        if (_history.Enter(frame, stored, _time.GetUtcNow(), transaction) is { } forgotten) Forget(frame.Node, forgotten, transaction);
        // A frame that comes again says what was true when it first came.
        if (!stored.Covers(frame.FirstSequence, frame.LastSequence)) _held.Follow(stream, frame);
        stored.Add(frame.FirstSequence, frame.LastSequence);
        return stream;
    }

    private void Forget(string node, Guid epoch, SqliteTransaction transaction)
    {
        foreach (var deliveryClass in BusNames.Classes)
        {
            _streams.Remove(new(node, epoch, deliveryClass));
            _intervals.Clear(new(node, epoch, deliveryClass), transaction);
        }

        _points.Forget(node, epoch, transaction);
    }

    private void Save(StreamKey stream, SqliteTransaction transaction)
    {
        _intervals.Save(stream, _streams[stream], transaction);
        _held.Save(stream, transaction);
    }

    private void Load()
    {
        _intervals.Load(_streams);
        using var counts = SqliteFile.Prepare(_connection, "SELECT frames, received, created, duplicates, stale, dead FROM counts");
        using var row = counts.ExecuteReader();
        if (row.Read())
        {
            // What the table of bindings adds up, and from the time before it what was counted then.
            _counts = new(row.GetInt64(0), _points.Total with
            {
                Received = row.GetInt64(1), Created = row.GetInt64(2), Duplicates = row.GetInt64(3), Stale = row.GetInt64(4), DeadLetters = row.GetInt64(5),
            });
        }
    }
}
