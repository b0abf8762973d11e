using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Ledger.Records;

/// <summary>The cloud's half of the ledger: what came from each node, and what did not.</summary>
public sealed record CloudLedger
{
    /// <summary>For how long after this ledger took another one's place what is missing may be in that one's ledger.</summary>
    public static TimeSpan FormerLedgerMemory { get; } = TimeSpan.FromDays(30);

    /// <summary>By how much the clocks of two machines that are set may differ.</summary>
    public static TimeSpan ClockError { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Frames accepted, repeated ones included.</summary>
    public long Frames { get; init; }

    /// <summary>Points in them.</summary>
    public long PointsReceived { get; init; }

    /// <summary>Points whose record had been stored before; not written again.</summary>
    public long Duplicates { get; init; }

    /// <summary>Points with a lower revision than the one stored.</summary>
    public long StaleRevisions { get; init; }

    /// <summary>Points new in the store, those that added fields to a point that was there among them.</summary>
    public long PointsCreated { get; init; }

    /// <summary>Points that replaced a lower revision.</summary>
    public long Corrections { get; init; }

    /// <summary>Points that overwrote another value of the same identity and revision.</summary>
    public long Replaced { get; init; }

    /// <summary>Points and frames given up so far.</summary>
    public long DeadLetters { get; init; }

    /// <summary>What became of the points of each binding, in each numbering of each node.</summary>
    public IReadOnlyList<BindingLedger> Bindings { get; init; } = [];

    /// <summary>What each numbering of each node brought.</summary>
    public required IReadOnlyList<StreamLedger> Streams { get; init; }

    /// <summary>Every gap there was, closed ones included.</summary>
    public required IReadOnlyList<NotedGap> Gaps { get; init; }

    /// <summary>What happened to numberings and to this ledger.</summary>
    public IReadOnlyList<HistoryNote> Histories { get; init; } = [];
}

/// <summary>What one class of one numbering of one node brought.</summary>
/// <param name="Node">The edge node.</param>
/// <param name="Epoch">Its numbering.</param>
/// <param name="Class">The class.</param>
/// <param name="Frames">Frames, repeated ones included.</param>
/// <param name="Points">Points in them.</param>
/// <param name="Duplicates">Points among them whose record had been stored before.</param>
/// <param name="Last">The highest record stored.</param>
/// <param name="Missing">Records below it that are not stored and that the node does not say it holds back.</param>
/// <param name="Deferred">Records below it that the node holds back, by its last word: a backlog that leaves in turn with fresh
/// results.</param>
public sealed record StreamLedger(
    string Node, Guid Epoch, DeliveryClass Class, long Frames, long Points, long Duplicates, long Last, long Missing, long Deferred = 0)
{
    /// <summary>
    /// Whether nothing of it has come since another ledger was fed from the bus: what its node has sent meanwhile is in that one's ledger.
    /// </summary>
    public bool AwaitsFirst { get; init; }
}

/// <summary>What became of the points that one binding sent in one class of one numbering of its node. Nothing is counted twice.</summary>
/// <param name="Node">The edge node.</param>
/// <param name="Epoch">Its numbering.</param>
/// <param name="Class">The class.</param>
/// <param name="Binding">The binding.</param>
/// <param name="Received">Points that came.</param>
/// <param name="Created">New in the store, <paramref name="Merged"/> among them.</param>
/// <param name="Corrections">They replaced a lower revision.</param>
/// <param name="Stale">The store held a higher revision.</param>
/// <param name="Duplicates">Their record was stored before, or the store held the same values.</param>
/// <param name="Replaced">They overwrote another value of the same identity and revision.</param>
/// <param name="DeadLetters">The store does not take them.</param>
/// <param name="Merged">They added fields to a point of the same identity and revision.</param>
/// <param name="RefusedFields">Fields left out of points because the store does not take them.</param>
public sealed record BindingLedger(
    string Node, Guid Epoch, DeliveryClass Class, string Binding, long Received, long Created, long Corrections, long Stale,
    long Duplicates,
    long Replaced, long DeadLetters, long Merged, long RefusedFields)
{
    /// <summary>Points without an outcome; not 0 means a defect.</summary>
    public long Unexplained => Received - Created - Corrections - Stale - Duplicates - Replaced - DeadLetters;

    internal PointCounts Counts => new()
    {
        Received = Received, Created = Created, Corrected = Corrections, Stale = Stale, Duplicates = Duplicates, Replaced = Replaced,
        DeadLetters = DeadLetters, Merged = Merged, RefusedFields = RefusedFields,
    };
}
