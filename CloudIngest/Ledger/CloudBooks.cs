using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>The cloud's half of the books: what came from each node, and what did not.</summary>
public sealed record CloudBooks
{
    /// <summary>Frames accepted, repeated ones included.</summary>
    public long Frames { get; init; }

    /// <summary>Points in them.</summary>
    public long PointsReceived { get; init; }

    /// <summary>Points whose record had been stored before; not written again.</summary>
    public long Duplicates { get; init; }

    /// <summary>Points with a lower revision than the one stored.</summary>
    public long StaleRevisions { get; init; }

    /// <summary>Points the store did not hold before.</summary>
    public long PointsCreated { get; init; }

    /// <summary>Points and frames given up so far.</summary>
    public long DeadLetters { get; init; }

    /// <summary>What each numbering of each node brought.</summary>
    public required IReadOnlyList<StreamBooks> Streams { get; init; }

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
/// <param name="HeldBack">Records below it that the node holds back, by its last word: a backlog that leaves in turn with fresh results.</param>
public sealed record StreamBooks(
    string Node, Guid Epoch, DeliveryClass Class, long Frames, long Points, long Duplicates, long Last, long Missing, long HeldBack = 0);
