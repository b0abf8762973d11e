using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.Contracts.Frames;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// What the ledger knows of the past of numbers: what records held, which numberings a node had, and who else was fed from the bus. Part of
/// <see cref="FrameLedger"/>, under its lock and in its transactions.
/// </summary>
internal sealed class LedgerHistory(SqliteConnection connection, DigestLimits limits, DateTimeOffset opened) : IDisposable
{
    public const string Schema = DigestTable.Schema + HistoryTable.Schema + NumberingTable.Schema + LedgerIdentity.Schema;

    /// <summary>Most that is news in one process; the ledger itself holds more.</summary>
    public const int NewsLimit = 1000;

    private readonly DigestTable _digests = new(connection, limits);
    private readonly HistoryTable _notes = new(connection);
    private readonly NumberingTable _numberings = new(connection);
    private readonly HashSet<(HistoryKind, string, Guid)> _known = [];
    private readonly Queue<HistoryNote> _news = [];

    /// <summary>Which ledger this is.</summary>
    public LedgerIdentity Identity { get; } = new(connection, opened);

    /// <summary>What was noted, for the first time in this process, since this was last asked.</summary>
    public IEnumerable<HistoryNote> TakeNews()
    {
        while (_news.TryDequeue(out var note)) yield return note;
    }

    /// <summary>What is known of records that are stored.</summary>
    public HeldRecords Held(StreamKey stream, IReadOnlyList<(long First, long Last)> ranges) =>
        new(ranges, _digests.Of(stream, ranges[0].First, ranges[^1].Last), _digests.Knows(stream));

    /// <inheritdoc cref="HistoryTable.Unreported"/>
    public List<HistoryNote> Unreported(DateTimeOffset now) => _notes.Unreported(now);

    /// <inheritdoc cref="HistoryTable.MarkReported"/>
    public void MarkReported(HistoryNote note, DateTimeOffset at) => _notes.MarkReported(note, at);

    /// <summary>
    /// Brings what a frame shows beside its records into the ledger: <paramref name="stored"/> gets what no record is missing for although
    /// it never came here, and <paramref name="elsewhere"/> what of that another ledger have. Gives the numbering of the node that is no
    /// longer kept apart.
    /// </summary>
    public Guid? Enter(MeasurementFrame frame, IntervalSet stored, IntervalSet elsewhere, DateTimeOffset now, SqliteTransaction transaction)
    {
        var isNew = stored.Intervals.Count == 0;
        var (note, forgotten) = _numberings.Follow(frame, now, transaction);
        if (note is not null) Note(note, transaction);
        if (frame.NumberingFrom > 1 && !stored.Covers(1, frame.NumberingFrom.Value - 1)) stored.Add(1, frame.NumberingFrom.Value - 1);
        long? known = isNew && MayBeElsewhere(frame, now) ? (frame.NumberingFrom ?? 1) - 1 : null;
        if (!isNew && frame.LastSequence > stored.Intervals[^1].Last) known = Identity.TakeLapse(StreamKey.Of(frame), now, transaction);
        if (known is { } last && last + 1 < frame.FirstSequence) Elsewhere(frame, last + 1, stored, elsewhere, now, transaction);
        return forgotten;
    }

    /// <summary>Whether a numbering of a node is kept apart.</summary>
    public bool Keeps(string node, Guid epoch) => _numberings.Keeps(node, epoch);

    /// <summary>A numbering is not kept apart any more.</summary>
    public void Forget(StreamKey stream, DateTimeOffset now, SqliteTransaction transaction)
    {
        _digests.Forget(stream, transaction);
        Identity.TakeLapse(stream, now, transaction);
    }

    /// <summary>Keeps what the frames of a batch hold, and notes the numberings that forked.</summary>
    public void Keep(BatchHistory batch, DateTimeOffset now, SqliteTransaction transaction)
    {
        foreach (var (stream, digests) in batch.Digests) _digests.Add(stream, digests, transaction);
        foreach (var ((kind, stream), fork) in batch.Forks)
            Note(new(kind, stream.Node, stream.Epoch, stream.Class, fork.First, fork.Last, fork.Records, now, now), transaction);
    }

    /// <summary>Notes something.</summary>
    public void Note(HistoryNote note, SqliteTransaction transaction)
    {
        _notes.Put(note, transaction);
        if (_known.Count < NewsLimit && _known.Add((note.Kind, note.Node, note.Epoch))) _news.Enqueue(note);
    }

    /// <summary>Records that were noted as lost have come after all.</summary>
    public void Found(StreamKey stream, long records, SqliteTransaction transaction) =>
        _notes.Reduce(stream.Node, stream.Class, records, transaction);

    /// <inheritdoc />
    public void Dispose()
    {
        _digests.Dispose();
        _notes.Dispose();
        _numberings.Dispose();
    }

    // What a node began after this ledger has heard from it, or has taken the other one's place, it cannot have sent to that one.
    private bool MayBeElsewhere(MeasurementFrame frame, DateTimeOffset now) =>
        Identity.Follows(now) && Identity.FollowsSince is { } since
        && !HasBegunSince(frame, since + CloudLedger.ClockError, now) && !_numberings.HasOtherSince(frame.Node, frame.Epoch, since);

    // By the node's clock, and by its age as well, which a clock that is ahead does not change: a loss with a wrong name is better than
    // one that was none.
    private static bool HasBegunSince(MeasurementFrame frame, DateTimeOffset moment, DateTimeOffset now) =>
        frame.NumberingBegun is { } begun && begun <= frame.SentAt && begun > moment && now - (frame.SentAt - begun) > moment;

    private void Elsewhere(
        MeasurementFrame frame, long from, IntervalSet stored, IntervalSet elsewhere, DateTimeOffset now, SqliteTransaction transaction)
    {
        var held = (frame.Deferred ?? []).Select(range => (range.First, range.Last)).ToList();
        foreach (var (first, last) in new[] { (from, frame.FirstSequence - 1) }.Without(held))
        {
            stored.Add(first, last);
            elsewhere.Add(first, last);
            Note(new(HistoryKind.BeforeThisLedger, frame.Node, frame.Epoch, frame.Class, first, last, last - first + 1, now, now),
                transaction);
        }
    }
}
