using EventEdge.CloudIngest.Ledger;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.Nodes;

/// <summary>Goes through the books: each half for itself, then one against the other.</summary>
internal static class LedgerAudit
{
    /// <param name="edge">The edge's half; null where it was not looked at.</param>
    /// <param name="cloud">The cloud's half, read behind the edge's: what that has sent has had the time to arrive.</param>
    /// <param name="before">
    /// The cloud's half as it was before the edge's was read: what was stored then, that edge has sent. Null where nothing has changed in between.
    /// </param>
    public static LedgerReport Of(EdgeBooks? edge, CloudBooks? cloud, CloudBooks? before = null)
    {
        var findings = new List<LedgerFinding>();
        if (edge is not null) findings.AddRange(Edge(edge));
        if (cloud is not null) findings.AddRange(cloud.Gaps.Select(gap => Gap(gap, edge)));
        if (cloud is not null) findings.AddRange(cloud.Histories.Select(History));
        if (cloud is not null) findings.AddRange(cloud.Bindings.SelectMany(Points));
        if (edge is not null && cloud is not null) findings.AddRange(Between(edge, cloud, before ?? cloud));
        return new(edge, cloud, findings);
    }

    private static IEnumerable<LedgerFinding> Edge(EdgeBooks edge)
    {
        if (edge.Unexplained != 0)
            yield return new("edge", "messages between the door and the dispatcher", edge.Unexplained, "a defect: the two counts differ", false);
        if (edge.Unrouted is not 0 and var unrouted)
            yield return new("edge", "messages neither matched nor unmatched", unrouted, "a defect: the dispatcher's counts differ", false);
        foreach (var binding in edge.Bindings.Where(b => b.Counts.Unexplained != 0))
            yield return new("edge", $"binding {binding.Counts.Binding}", binding.Counts.Unexplained, "a defect: events without an outcome", false);
        foreach (var binding in edge.Bindings.Where(b => b.Counts.Coarsened > 0))
            yield return new("edge", $"results of binding {binding.Counts.Binding} merged", binding.Counts.Coarsened, "the outbox was nearly full: they are part of wider windows, counts and sums unchanged", true);
        foreach (var binding in edge.Bindings.Where(b => b.Counts.Dropped > 0))
            yield return new("edge", $"results of binding {binding.Counts.Binding} dropped", binding.Counts.Dropped, "the outbox was full, and the binding says emit.when_full: drop_oldest", true);
        foreach (var loss in edge.Losses) yield return new("edge", $"the {loss.Part}, noticed {loss.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", loss.Records, loss.Reason, true);
        foreach (var gap in edge.JournalGaps) yield return new("edge", gap, 1, "the disk lost what it had confirmed", true);
        if (edge is { Running: false, InFlight: > 0 })
            yield return new("edge", "journal records after the last checkpoint", edge.InFlight, "the node replays them when it starts", true);
    }

    private static LedgerFinding Gap(NotedGap gap, EdgeBooks? edge)
    {
        var what = $"node {gap.Node}, {gap.Class}, records {gap.First} to {gap.Last}, first seen {gap.NoticedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}";
        if (gap.IsClosed) return new("cloud", what, 0, gap.Reason, true);
        if (gap.Settled is not null) return new("cloud", what, gap.Missing, gap.Reason, true);
        var sender = edge is not null && edge.Epoch == gap.Epoch ? edge.Classes.FirstOrDefault(c => c.Class == gap.Class) : null;
        return sender is not null && sender.Acknowledged < gap.First
            ? new("cloud", what, gap.Missing, "the edge still holds these records and sends them again", true)
            : new("cloud", what, gap.Missing, gap.Reason, false);
    }

    // What has been over for a day needs nobody any more.
    private static LedgerFinding History(HistoryNote note)
    {
        var records = note.Last > 0 ? $", records {note.First} to {note.Last}" : string.Empty;
        var what = note.Node.Length == 0 ? $"the ledger, beside {note.Epoch}" : $"node {note.Node}, {note.Class}, numbering {note.Epoch}{records}";
        var isOver = TimeProvider.System.GetUtcNow() - note.LastAt > TimeSpan.FromDays(1);
        return new("cloud", $"{what}, first seen {note.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", note.Records, note.Reason, note.IsExplained || isOver);
    }

    private static IEnumerable<LedgerFinding> Points(BindingBooks binding)
    {
        var whose = $"points of node {binding.Node}, {binding.Class}, epoch {binding.Epoch}, binding {binding.Binding}";
        if (binding.Unexplained != 0) yield return new("cloud", whose, binding.Unexplained, "a defect: points without an outcome", false);
        if (binding.Replaced > 0) yield return new("cloud", $"{whose}, that replaced others", binding.Replaced, "other values of the same time, tags and revision: two sources write one point; a tag that tells them apart keeps both", true);
        if (binding.RefusedFields > 0) yield return new("cloud", $"fields of {whose}, left out", binding.RefusedFields, "the store does not take them in their type; the rest of their points is stored", true);
    }

    private static IEnumerable<LedgerFinding> Between(EdgeBooks edge, CloudBooks cloud, CloudBooks before)
    {
        var streams = cloud.Streams.Where(stream => stream.Epoch == edge.Epoch).ToList();
        var onTheWay = 0L;
        foreach (var sent in edge.Classes)
        {
            var stored = streams.FirstOrDefault(stream => stream.Class == sent.Class)?.Last ?? 0;
            if (sent.Acknowledged > stored)
            {
                onTheWay += sent.Acknowledged - stored;
                yield return new(
                    "between", $"{sent.Class}, records {stored + 1} to {sent.Acknowledged}", sent.Acknowledged - stored,
                    "confirmed by the bus and not stored: they wait in RabbitMQ; if its queue is empty, it was deleted or purged", false);
            }

            var known = before.Streams.FirstOrDefault(stream => stream.Epoch == edge.Epoch && stream.Class == sent.Class)?.Last ?? 0;
            if (known > sent.Last) yield return Ahead(sent, known);
        }

        if (Points(edge, streams) is var missing && missing != 0 && onTheWay == 0 && !streams.Exists(stream => stream.Missing + stream.HeldBack > 0))
            yield return PointsDiffer(edge, missing);
    }

    private static LedgerFinding Ahead(ClassPosition sent, long stored) => new(
        "between", $"{sent.Class}, records {sent.Last + 1} to {stored}", stored - sent.Last, "the cloud holds records this edge does not know: its outbox was replaced", false);

    /// <summary>Points that should leave the edge and are neither waiting there nor stored. A record may reach the cloud before its confirm the edge.</summary>
    private static long Points(EdgeBooks edge, List<StreamBooks> streams)
    {
        var outgoing = edge.Bindings.Sum(b => b.Counts.Outgoing);
        var arrived = streams.Sum(stream => stream.Points - stream.Duplicates);
        var waiting = edge.Classes.Where(c => (streams.FirstOrDefault(s => s.Class == c.Class)?.Last ?? 0) <= c.Acknowledged).Sum(c => c.PointsWaiting);
        return outgoing - waiting - arrived;
    }

    private static LedgerFinding PointsDiffer(EdgeBooks edge, long missing) => edge switch
    {
        { Running: true } => new("between", "points committed and not stored", missing, "on their way while the two halves were read", true),
        { InFlight: > 0 } => new("between", "points committed and not stored", missing, "the edge's counters are older than its outbox: start it once", true),
        _ => new("between", "points committed and not stored", missing, "no record is missing, yet the counts differ", false),
    };
}
