using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Ledger;

/// <content>What happened to numberings and to the ledger itself.</content>
internal sealed partial class FrameLedger
{
    /// <summary>
    /// The ledger is about to be fed from a bus on which it found a mark, or none. If somebody else was fed last, what nodes send next is where these books
    /// go on. Gives the mark to leave.
    /// </summary>
    public LedgerMark Begin(LedgerMark? found)
    {
        lock (_gate)
        {
            var isMine = found is null || _history.Identity.IsMine(found);
            if (!isMine) Follow(found!);
            _history.Identity.Renew(isMine ? found : null);
            return _history.Identity.Mark;
        }
    }

    /// <summary>What was noted since this was last asked, each once in this process.</summary>
    public IReadOnlyList<HistoryNote> TakeNews()
    {
        lock (_gate) return [.. _history.TakeNews()];
    }

    /// <summary>What nodes have not been told yet.</summary>
    public IReadOnlyList<HistoryNote> UntoldNotes()
    {
        lock (_gate) return _history.Untold();
    }

    /// <summary>The node was told.</summary>
    public void Told(HistoryNote note)
    {
        lock (_gate) _history.MarkTold(note, _time.GetUtcNow());
    }

    /// <summary>Another ledger is fed from the bus right now.</summary>
    public void MeetOther(LedgerMark other)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            _history.Note(OfLedger(HistoryKind.TwoLedgers, other), transaction);
            transaction.Commit();
        }
    }

    private void Follow(LedgerMark former)
    {
        using var transaction = _connection.BeginTransaction();
        _history.Identity.Follow(_streams.Where(s => s.Value.Intervals.Count > 0).Select(s => (s.Key, s.Value.Intervals[^1].Last)), transaction);
        _history.Note(OfLedger(HistoryKind.LedgerChanged, former), transaction);
        transaction.Commit();
    }

    private HistoryNote OfLedger(HistoryKind kind, LedgerMark other) =>
        new(kind, string.Empty, other.Ledger, DeliveryClass.Normal, 0, 0, 0, _time.GetUtcNow(), _time.GetUtcNow());
}
