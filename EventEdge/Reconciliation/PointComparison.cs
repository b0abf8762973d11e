using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.EdgeBridge.Ledger;

namespace EventEdge.Reconciliation;

/// <summary>
/// Compares how many points an edge committed with how many the cloud has of it. An edge counts over all its numberings, the cloud each for
/// itself, and neither counts what a copy of the edge sent or another ledger took: where that happened, only the numbers of records tell
/// what is missing.
/// </summary>
internal static class PointComparison
{
    private const string CannotBeTold = "records are compared by their numbers, and none is missing";

    /// <summary>What the comparison says; null when the counts are equal.</summary>
    public static LedgerFinding? Of(EdgeLedger edge, CloudLedger cloud)
    {
        var present = cloud.StreamsOf(edge);
        var difference = Difference(edge, present, present);
        if (difference == 0) return null;
        var all = cloud.Streams.Where(stream => stream.Node == edge.Node).ToList();
        // A node that has counted under former numberings, too, is compared with all of them.
        if (all.Count > present.Count) difference = Difference(edge, all, present);
        if (difference == 0) return null;
        var reason = WhyNot(edge, cloud, all.Count > present.Count && difference < 0);
        return difference > 0 ? NotStored(edge, difference, reason) : NotCommitted(edge, -difference, reason, CameAgain(cloud, present));
    }

    /// <summary>
    /// Points that should leave the edge and are neither waiting there nor stored. A record may reach the cloud before its confirm the
    /// edge.
    /// </summary>
    private static long Difference(EdgeLedger edge, IReadOnlyList<StreamLedger> arrived, IReadOnlyList<StreamLedger> present)
    {
        var outgoing = edge.Bindings.Sum(b => b.Counts.Outgoing);
        var waiting = edge.Classes.Where(c => (present.FirstOrDefault(s => s.Class == c.Class)?.Last ?? 0) <= c.Acknowledged)
            .Sum(c => c.PointsWaiting);
        return outgoing - waiting - arrived.Sum(stream => stream.Points - stream.Duplicates);
    }

    private static string? WhyNot(EdgeLedger edge, CloudLedger cloud, bool hasMoreOfOthers)
    {
        if (hasMoreOfOthers)
            return $"the cloud also has what other data directories of this node sent, a wiped one or a copy: {CannotBeTold}";
        var histories = cloud.Histories.Where(note => note.Node == edge.Node || note.Node.Length == 0).ToList();
        if (histories.Exists(note => note.Kind is HistoryKind.BeforeThisLedger or HistoryKind.LedgerChanged or HistoryKind.TwoLedgers))
            return $"a part of them went to another ledger, before this one or beside it: {CannotBeTold}";
        if (histories.Exists(note => note.Kind is HistoryKind.Forked or HistoryKind.CameAgain or HistoryKind.OlderNumbering))
            return $"numbers of this node came again, so that the same results may be counted twice or not at all: {CannotBeTold}";
        return cloud.Bindings.Any(binding => binding.Node == edge.Node && binding.Epoch == Guid.Empty)
            ? $"the cloud no longer keeps this node's oldest numberings apart: {CannotBeTold}"
            : null;
    }

    /// <summary>
    /// Points of these streams that came in a further record although the store had them: what a node makes again after a crash has other
    /// numbers than what left before it.
    /// </summary>
    private static long CameAgain(CloudLedger cloud, IReadOnlyList<StreamLedger> present)
    {
        var again = cloud.Bindings
            .Where(binding => present.Any(
                stream => (stream.Node, stream.Epoch, stream.Class) == (binding.Node, binding.Epoch, binding.Class)))
            .Sum(binding => binding.Duplicates + binding.Stale + binding.Replaced);
        return again - present.Sum(stream => stream.Duplicates);
    }

    private static LedgerFinding NotStored(EdgeLedger edge, long points, string? reason)
    {
        const string What = "points committed and not stored";
        return reason is not null ? new("between", What, points, reason, true) : WhileRead(edge, What, points)
            ?? new("between", What, points, "no record is missing, yet the counts differ", false);
    }

    private static LedgerFinding NotCommitted(EdgeLedger edge, long points, string? reason, long cameAgain)
    {
        const string What = "points received beyond those committed";
        if (reason is not null) return new("between", What, points, reason, true);
        if (points <= cameAgain) return new(
            "between", What, points,
            "the node ended between two records of one commit and made all of it again: the store holds each of these points once", true);
        return WhileRead(edge, What, points) ?? new("between", What, points, "the edge has not counted them, and they came once", false);
    }

    private static LedgerFinding? WhileRead(EdgeLedger edge, string what, long points) => edge switch
    {
        { Running: true } => new("between", what, points, "on their way while the two halves were read", true),
        { InFlight: > 0 } => new("between", what, points, "the edge's counters are older than its outbox: start it once", true),
        _ => null,
    };
}
