using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <content>What happened to numberings and to the ledger itself.</content>
internal sealed partial class FrameLedger
{
    private const int UntoldLimit = 100;

    /// <summary>
    /// The ledger is about to be fed from a bus on which it found a mark, or none. If somebody else was fed last, what nodes send next is
    /// where this ledger go on. Gives the mark to leave.
    /// </summary>
    public LedgerMark Begin(LedgerMark? found)
    {
        lock (_gate)
        {
            var identity = State.History.Identity;
            var isMine = found is null || identity.IsMine(found);
            Change(transaction =>
            {
                if (!isMine) Follow(found!, transaction);
                identity.Renew(isMine ? found : null, transaction);
            });
            return identity.Mark;
        }
    }

    /// <summary>What was noted since this was last asked, each once in this process.</summary>
    public IReadOnlyList<HistoryNote> TakeNews()
    {
        lock (_gate) return [.. State.History.TakeNews()];
    }

    /// <summary>What nodes have not been told yet, the first of it; without those that are left alone for now.</summary>
    public IReadOnlyList<HistoryNote> UnreportedNotes(Func<string, bool>? except = null)
    {
        lock (_gate)
            return [.. State.History.Unreported(_time.GetUtcNow()).Where(note => except?.Invoke(note.Node) is not true).Take(UntoldLimit)];
    }

    /// <summary>The node was told.</summary>
    public void Reported(HistoryNote note)
    {
        lock (_gate) State.History.MarkReported(note, _time.GetUtcNow());
    }

    /// <summary>
    /// Another ledger is fed from the bus right now: what nodes send until it is stopped may be in its ledger, whoever leaves the last
    /// mark.
    /// </summary>
    public void MeetOther(LedgerMark other)
    {
        lock (_gate)
        {
            Change(transaction =>
            {
                State.History.Identity.Follow(State.Ends, _time.GetUtcNow(), transaction);
                State.History.Note(OfLedger(HistoryKind.TwoLedgers, other), transaction);
            });
        }
    }

    private void Follow(LedgerMark former, SqliteTransaction transaction)
    {
        State.History.Identity.Follow(State.Ends, _time.GetUtcNow(), transaction);
        State.History.Note(OfLedger(HistoryKind.LedgerChanged, former), transaction);
    }

    private HistoryNote OfLedger(HistoryKind kind, LedgerMark other) =>
        new(kind, string.Empty, other.Ledger, DeliveryClass.Normal, 0, 0, 0, _time.GetUtcNow(), _time.GetUtcNow());
}
