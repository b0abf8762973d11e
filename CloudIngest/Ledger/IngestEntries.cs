using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>What a batch adds to the ledger.</summary>
/// <param name="Streams">By stream.</param>
/// <param name="Bindings">By stream and binding.</param>
/// <param name="DeadLetters">What was given up.</param>
/// <param name="Written">What to remember of the points.</param>
/// <param name="Claims">Which series of the whole fleet belong to which node from now on.</param>
internal sealed record IngestEntries(
    IReadOnlyDictionary<StreamKey, StreamCounts> Streams, IReadOnlyDictionary<BindingKey, PointCounts> Bindings,
    IReadOnlyCollection<CloudDeadLetter> DeadLetters, WrittenBatch Written, IReadOnlyDictionary<UInt128, string> Claims)
{
    /// <summary>What the records of the batch hold; null when there are none.</summary>
    public BatchHistory? History { get; init; }

    /// <summary>Dead letters beyond what is kept of a node, counted only.</summary>
    public IReadOnlyDictionary<string, long> Dropped { get; init; } = new Dictionary<string, long>();

    /// <summary>What it adds to the totals; unreadable frames are dead letters without a point.</summary>
    public IngestCounts Counts(int frames) =>
        new(frames, Bindings.Values.Aggregate(default(PointCounts), static (sum, counts) => sum + counts) with
        {
            DeadLetters = DeadLetters.Count + Dropped.Values.Sum(),
        });

    /// <summary>Nothing but dead letters.</summary>
    public static IngestEntries Of(params CloudDeadLetter[] deadLetters) =>
        new(new Dictionary<StreamKey, StreamCounts>(), new Dictionary<BindingKey, PointCounts>(), deadLetters, WrittenBatch.Empty,
            new Dictionary<UInt128, string>());
}
