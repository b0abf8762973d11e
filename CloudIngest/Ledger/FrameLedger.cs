using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.Contracts.Frames;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// Which outbox records of which node are in the store, and what became of the rest: the cloud's half of the ledger. Written after the
/// store accepted and before the bus is acknowledged, so it never claims what is not there; a crash in between repeats a harmless write.
/// </summary>
internal sealed partial class FrameLedger : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS counts(
          one INTEGER PRIMARY KEY CHECK (one = 1), frames INTEGER, received INTEGER, created INTEGER, duplicates INTEGER, stale INTEGER,
            dead INTEGER);
        """;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _count;
    private readonly DeadLetterTable _deadLetters;
    private readonly DigestLimits _digests;
    private readonly TimeProvider _time;
    private LedgerState? _state;
    private IngestCounts _counts;

    public FrameLedger(string path, TimeProvider time, DeadLetterLimits? deadLetters = null, DigestLimits? digests = null)
    {
        (_time, _digests) = (time, digests ?? new());
        _connection = SqliteFile.Open(
            path, Schema + LedgerState.Schema + DeadLetterTable.Schema + WrittenTable.Schema + SharedSeries.Schema);
        DeadLetterLimits = deadLetters ?? new();
        _deadLetters = new DeadLetterTable(_connection, DeadLetterLimits);
        Written = new WrittenTable(_connection);
        Shared = new SharedSeries(_connection);
        _count = SqliteFile.Prepare(
            _connection, "INSERT OR REPLACE INTO counts VALUES (1, $f, $r, $c, $d, $s, $x)", "$f", "$r", "$c", "$d", "$s", "$x");
        Load();
    }

    /// <summary>How many dead letters are kept.</summary>
    public DeadLetterLimits DeadLetterLimits { get; }

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

    // Read anew after a transaction that failed.
    private LedgerState State => _state ??= new LedgerState(_connection, _digests, _time.GetUtcNow());

    /// <summary>Whether a record is in the store already.</summary>
    public bool Holds(StreamKey stream, long sequence)
    {
        lock (_gate) return State.Held(stream, sequence, sequence).Any();
    }

    /// <summary>What is known of those records of a range that are in the store; null when none is.</summary>
    public HeldRecords? HeldOf(StreamKey stream, long first, long last)
    {
        lock (_gate) return State.Held(stream, first, last).ToList() is { Count: > 0 } ranges ? State.History.Held(stream, ranges) : null;
    }

    /// <summary>Enters frames the store has accepted, in one synced transaction, and notes what they show to be missing.</summary>
    public void Commit(IReadOnlyCollection<MeasurementFrame> frames, IngestEntries entries)
    {
        lock (_gate)
        {
            var (next, now) = (_counts + entries.Counts(frames.Count), _time.GetUtcNow());
            Change(transaction =>
            {
                State.Enter(frames, entries, now, transaction);
                _deadLetters.Add(entries.DeadLetters, entries.Dropped, now, transaction);
                Written.Save(entries.Written, transaction);
                Shared.Save(entries.Claims, now, transaction);
                SqliteFile.Run(
                    _count, transaction, next.Frames, next.Points.Received, next.Points.Created, next.Points.Duplicates, next.Points.Stale,
                    next.Points.DeadLetters);
            });
            _counts = next;
            Written.Remember(entries.Written);
            Shared.Remember(entries.Claims, now);
        }
    }

    /// <summary>Gaps that were found, filled or closed since they were last told to the store.</summary>
    public IReadOnlyList<NotedGap> Unreported()
    {
        lock (_gate) return State.Gaps.Unreported();
    }

    /// <summary>The store knows this state of a gap.</summary>
    public void Reported(NotedGap gap)
    {
        lock (_gate) State.Gaps.MarkReported(gap);
    }

    /// <summary>The first gaps, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<SequenceGap> Gaps(int limit = 100)
    {
        lock (_gate) return [.. State.Missing.Take(limit)];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _state?.Dispose();
        foreach (var part in new IDisposable[] { _count, _deadLetters, Written, Shared, _connection }) part.Dispose();
    }

    private void Change(Action<SqliteTransaction> change)
    {
        _ = State;
        try
        {
            using var transaction = _connection.BeginTransaction();
            change(transaction);
            transaction.Commit();
        }
        catch
        {
            // Whatever the memory has become on the way, the disk did not.
            _state?.Dispose();
            _state = null;
            throw;
        }
    }

    private void Load()
    {
        _state = State;
        using var counts = SqliteFile.Prepare(_connection, "SELECT frames, received, created, duplicates, stale, dead FROM counts");
        using var row = counts.ExecuteReader();
        if (row.Read())
        {
            // What the table of bindings adds up, and from the time before it what was counted then.
            _counts = new(row.GetInt64(0), _state.Total with
            {
                Received = row.GetInt64(1),
                Created = row.GetInt64(2),
                Duplicates = row.GetInt64(3),
                Stale = row.GetInt64(4),
                DeadLetters = row.GetInt64(5),
            });
        }
    }
}
