using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// Which outbox records of which node are in the store, and what became of the rest: the cloud's half of the books. Written after the
/// store accepted and before the bus is acknowledged, so it never claims what is not there; a crash in between repeats a harmless write.
/// </summary>
internal sealed partial class FrameLedger : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS intervals(
          node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
          PRIMARY KEY (node, epoch, class, first)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS counts(
          one INTEGER PRIMARY KEY CHECK (one = 1), frames INTEGER, received INTEGER, created INTEGER, duplicates INTEGER, stale INTEGER, dead INTEGER);
        """;

    private static readonly Dictionary<StreamKey, StreamCounts> Empty = [];

    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, IntervalSet> _streams = [];
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _clear;
    private readonly SqliteCommand _interval;
    private readonly SqliteCommand _count;
    private readonly DeadLetterTable _letters;
    private readonly StreamTable _perStream;
    private readonly HeldBackTable _held;
    private readonly GapTable _gaps;
    private readonly LedgerHistory _history;
    private readonly TimeProvider _time;
    private IngestCounts _counts;

    public FrameLedger(string path, TimeProvider time, DeadLetterLimits? letters = null)
    {
        _time = time;
        _connection = SqliteFile.Open(path, Schema + StreamTable.Schema + HeldBackTable.Schema + GapTable.Schema + DeadLetterTable.Schema + SettledGaps.Schema
            + LedgerHistory.Schema);
        _history = new LedgerHistory(_connection);
        _letters = new DeadLetterTable(_connection, letters ?? new());
        _perStream = new StreamTable(_connection);
        _held = new HeldBackTable(_connection);
        _gaps = new GapTable(_connection);
        _clear = SqliteFile.Prepare(_connection, "DELETE FROM intervals WHERE node = $n AND epoch = $e AND class = $c", "$n", "$e", "$c");
        _interval = SqliteFile.Prepare(_connection, "INSERT INTO intervals VALUES ($n, $e, $c, $f, $l)", "$n", "$e", "$c", "$f", "$l");
        _count = SqliteFile.Prepare(
            _connection, "INSERT OR REPLACE INTO counts VALUES (1, $f, $r, $c, $d, $s, $x)", "$f", "$r", "$c", "$d", "$s", "$x");
        Load();
    }

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
    public void Commit(
        IReadOnlyCollection<MeasurementFrame> frames, IngestCounts counts, IReadOnlyCollection<CloudDeadLetter> letters,
        IReadOnlyDictionary<StreamKey, StreamCounts>? perStream = null, BatchHistory? history = null)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            // A repeated commit after a failed one changes nothing: intervals are a set, and counts move only after the commit.
            var touched = frames.Select(frame => Enter(frame, transaction)).Distinct().ToList();
            if (history is not null) _history.Keep(history, _time.GetUtcNow(), transaction);
            var next = _counts + counts with { DeadLetters = letters.Count };
            foreach (var stream in touched)
            {
                Save(stream, transaction);
                _gaps.Follow(stream, _streams[stream], _held.Of(stream), _time.GetUtcNow(), transaction);
            }

            foreach (var (stream, added) in perStream ?? Empty) _perStream.Add(stream, added, _time.GetUtcNow(), transaction);
            _letters.Add(letters, _time.GetUtcNow(), transaction);
            SqliteFile.Run(_count, transaction, next.Frames, next.Received, next.Created, next.Duplicates, next.Stale, next.DeadLetters);
            transaction.Commit();
            _counts = next;
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
        foreach (var command in new[] { _clear, _interval, _count }) command.Dispose();
        _letters.Dispose();
        _perStream.Dispose();
        _held.Dispose();
        _history.Dispose();
        _connection.Dispose();
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
            SqliteFile.Run(_clear, transaction, node, epoch.ToString(), (int)deliveryClass);
        }
    }

    private void Save(StreamKey stream, SqliteTransaction transaction)
    {
        SqliteFile.Run(_clear, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class);
        foreach (var (first, last) in _streams[stream].Intervals)
            SqliteFile.Run(_interval, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class, first, last);
        _held.Save(stream, transaction);
    }

    private void Load()
    {
        using var intervals = SqliteFile.Prepare(_connection, "SELECT node, epoch, class, first, last FROM intervals");
        using (var rows = intervals.ExecuteReader())
        {
            while (rows.Read())
            {
                var stream = new StreamKey(rows.GetString(0), Guid.Parse(rows.GetString(1)), (DeliveryClass)rows.GetInt32(2));
                if (!_streams.TryGetValue(stream, out var stored)) _streams.Add(stream, stored = new IntervalSet());
                stored.Add(rows.GetInt64(3), rows.GetInt64(4));
            }
        }

        using var counts = SqliteFile.Prepare(_connection, "SELECT frames, received, created, duplicates, stale, dead FROM counts");
        using var row = counts.ExecuteReader();
        if (row.Read())
            _counts = new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
    }
}
