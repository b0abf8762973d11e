using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Hosting.Health;

namespace EventEdge.CloudIngest.Status;

/// <summary>
/// The state of the cloud ingest at one moment: what its API, metrics and reports show. Counters live as long as the data directory.
/// </summary>
public sealed record CloudSnapshot
{
    /// <summary>Every health check and what it found.</summary>
    public IReadOnlyList<HealthEntry> Health { get; init; } = [];

    /// <summary>The store's name.</summary>
    public required string Store { get; init; }

    /// <summary>Whether the store takes points.</summary>
    public StoreState StoreState { get; init; }

    /// <summary>What the store answered when it last refused; null when it never did.</summary>
    public string? StoreError { get; init; }

    /// <summary>Frames accepted, repeated ones included.</summary>
    public long Frames { get; init; }

    /// <summary>Points in them.</summary>
    public long PointsReceived { get; init; }

    /// <summary>Distinct points in the store: counted by the embedded store, and for others the first revisions they accepted.</summary>
    public long PointsStored { get; init; }

    /// <summary>Points that replaced a lower revision.</summary>
    public long Corrections { get; init; }

    /// <summary>Points that overwrote another value of the same identity and revision: two sources write one point.</summary>
    public long Replaced { get; init; }

    /// <summary>
    /// Fields left out of points because the store does not take them: a text to VictoriaMetrics, another type to InfluxDB.
    /// </summary>
    public long RefusedFields { get; init; }

    /// <summary>Points whose outbox record had been stored before, or whose values the store held.</summary>
    public long Duplicates { get; init; }

    /// <summary>Points with a lower revision than the one stored; dropped.</summary>
    public long StaleRevisions { get; init; }

    /// <summary>Points and frames given up, with the reason kept.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Frames waiting for the store right now.</summary>
    public int FramesWaiting { get; init; }

    /// <summary>Memory that decoded frames take until the store has them.</summary>
    public long FrameMemoryBytes { get; init; }

    /// <summary>Records that never came although later ones did.</summary>
    public required IReadOnlyList<SequenceGap> Gaps { get; init; }
}
