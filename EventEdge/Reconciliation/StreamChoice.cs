using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.EdgeBridge.Ledger;

namespace EventEdge.Reconciliation;

/// <summary>
/// What the cloud has of an edge's present numbering. A numbering is believed under the edge's own name: anybody may put it in a frame.
/// Only a class that has sent nothing under this name is looked for under others, since a node that was renamed goes on with its numbering.
/// </summary>
internal static class StreamChoice
{
    /// <summary>At most one stream for each class.</summary>
    public static IReadOnlyList<StreamLedger> StreamsOf(this CloudLedger cloud, EdgeLedger edge) =>
    [
        .. cloud.Streams.Where(stream => stream.Epoch == edge.Epoch).GroupBy(stream => stream.Class)
            .Select(streams => streams.FirstOrDefault(stream => stream.Node == edge.Node) ?? streams.MaxBy(stream => stream.Last)!),
    ];
}
