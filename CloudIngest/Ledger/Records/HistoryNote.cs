using System.Text.Json;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Ledger.Records;

/// <summary>What happened to the numbers of a node, or to this ledger, that explains what the rest of the ledger says.</summary>
public enum HistoryKind
{
    /// <summary>
    /// Records came again with another content: a data directory was restored from a copy, or runs twice. Everything is stored.
    /// </summary>
    Forked,

    /// <summary>A node that is known began a new numbering: its data directory is new, or it noticed that its history had forked.</summary>
    NewNumbering,

    /// <summary>Two edges call themselves by the same name at the same time.</summary>
    TwoSenders,

    /// <summary>Records that went to another ledger, or to a later copy of this one; they are not in this ledger.</summary>
    BeforeThisLedger,

    /// <summary>This ledger follows another one on the same bus, or is an older copy of itself.</summary>
    LedgerChanged,

    /// <summary>Another ledger is fed from the same bus at the same time: each has a part of what the nodes send.</summary>
    TwoLedgers,

    /// <summary>Records came again that are so old that what they held cannot be compared any more. They are written again.</summary>
    CameAgain,

    /// <summary>
    /// A node went back to a numbering that it had before another one: its data directory was restored from an older copy.
    /// </summary>
    OlderNumbering,

    /// <summary>Records that never came, of gaps that are no longer kept one by one.</summary>
    Lost,
}

/// <summary>Something that happened, once for each node, numbering and class, and brought up to date when it goes on.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">The edge node; empty when it is about the ledger.</param>
/// <param name="Epoch">The numbering; of the ledger's own notes, the other ledger.</param>
/// <param name="Class">The class it was noticed in.</param>
/// <param name="First">First record concerned; 0 when it is not about records.</param>
/// <param name="Last">Last record concerned.</param>
/// <param name="Records">How many.</param>
/// <param name="At">When it was noticed.</param>
/// <param name="LastAt">When it was last seen to go on.</param>
public sealed record HistoryNote(
    HistoryKind Kind, string Node, Guid Epoch, DeliveryClass Class, long First, long Last, long Records, DateTimeOffset At,
    DateTimeOffset LastAt)
{
    // What has been over for a day needs nobody any more; a loss is never over.
    private static readonly TimeSpan OverAfter = TimeSpan.FromDays(1);

    /// <summary>What a person has found out about it; null when nobody has settled it, or when it went on afterwards.</summary>
    public string? Settled { get; init; }

    /// <summary>False where results may overwrite each other, or are missing in this ledger, until a person does something.</summary>
    public bool IsExplained => Kind is not (HistoryKind.TwoSenders or HistoryKind.TwoLedgers or HistoryKind.Lost) || Settled is not null;

    /// <summary>Whether nobody needs to do anything about it at a moment.</summary>
    public bool IsExplainedAt(DateTimeOffset now) => IsExplained || (Kind != HistoryKind.Lost && now - LastAt > OverAfter);

    /// <summary>What it means and what to do, for a person.</summary>
    public string Reason => Settled is null ? Meaning : $"settled: {Settled}";

    /// <summary>As the node is told.</summary>
    internal NodeNotice ToNotice() => new(
        // Numbers that came again are to be left behind, whether they could be compared or not.
        Kind == HistoryKind.CameAgain ? NodeNotice.Forked : JsonNamingPolicy.SnakeCaseLower.ConvertName($"{Kind}"), Epoch, At, Meaning);

    private string Meaning => Kind switch
    {
        HistoryKind.Forked =>
            "these numbers came again with other results: the node's data directory was restored from a copy, "
                + "or the same directory runs twice. All of "
            + "them are stored; the node begins a new numbering as soon as it hears of it",
        HistoryKind.NewNumbering =>
            "the node began a new numbering: its data directory is new or was wiped, or its history had forked. "
                + "What an old directory had not sent is lost with it",
        HistoryKind.TwoSenders => "two edges call themselves by this name at the same time and overwrite each other's points: "
            + "give one of them another name (--node)",
        HistoryKind.BeforeThisLedger =>
            "sent before this ledger began, or to another one that was fed from the same bus meanwhile: not in this ledger, and no loss",
        HistoryKind.CameAgain =>
            "these numbers came again, so long after the first time that what they held cannot be compared: "
                + "the node's data directory was restored from an "
            + "old copy or runs twice, or the broker's was. All of them are written again; "
            + "the node begins a new numbering as soon as it hears of it",
        HistoryKind.OlderNumbering =>
            "the node went back to a numbering that it had before: its data directory was restored from a copy made before the "
                + "newer one began",
        HistoryKind.Lost =>
            "records that never came, of gaps too many or too old to be kept one by one: "
                + "settle them with a reason (eventedge ledger settle)",
        HistoryKind.LedgerChanged =>
            "this ledger is new on this bus or an older copy: its data directory was wiped, restored or another one. "
                + "What was sent before is in the former one's ledger",
        _ => "two cloud nodes with different data directories take from the same bus, each a part: stop one of them",
    };
}
