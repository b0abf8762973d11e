using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Ledger.Records;

/// <summary>Records of a stream that were missing when later ones came, and how many of them still are.</summary>
/// <param name="Node">The edge node.</param>
/// <param name="Epoch">Its numbering.</param>
/// <param name="Class">The class.</param>
/// <param name="First">First record of the gap when it was noticed.</param>
/// <param name="Last">Last record of the gap when it was noticed.</param>
/// <param name="Missing">Records of it that still have not come; 0 once it is closed.</param>
/// <param name="NoticedAt">When it was noticed; different for every gap of a node and class, to the millisecond.</param>
/// <param name="Revision">How often <paramref name="Missing"/> has changed.</param>
public sealed record NotedGap(
    string Node, Guid Epoch, DeliveryClass Class, long First, long Last, long Missing, DateTimeOffset NoticedAt, int Revision)
{
    /// <summary>Whether every missing record came late.</summary>
    public bool IsClosed => Missing == 0;


    /// <summary>What a person has found out about the loss; null when nobody has settled it.</summary>
    public string? Settled { get; init; }

    /// <summary>What is known about it, for a person.</summary>
    public string Reason => IsClosed
        ? "the records came late, out of order"
        : Settled is not null ? $"settled: {Settled}" : "later records came, these did not: still on their way, "
            + "or lost between the bus's confirm and this ingest (queue deleted, purged or expired)";

    /// <summary>With the reason that a person has given it, if any.</summary>
    internal NotedGap With(Dictionary<(StreamKey Stream, long First), string> reasons) =>
        reasons.Count == 0 ? this : this with { Settled = reasons.GetValueOrDefault((new StreamKey(Node, Epoch, Class), First)) };
}
