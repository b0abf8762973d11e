using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.Reconciliation;

/// <summary>Goes through the ledger: each half for itself, then one against the other.</summary>
internal static class LedgerAudit
{
    /// <param name="edge">The edge's half; null where it was not looked at.</param>
    /// <param name="cloud">The cloud's half, read behind the edge's: what that has sent has had the time to arrive.</param>
    /// <param name="now">The time.</param>
    /// <param name="before">
    /// The cloud's half as it was before the edge's was read: what was stored then, that edge has sent. Null where nothing has changed in
    /// between.
    /// </param>
    public static LedgerReport Of(EdgeLedger? edge, CloudLedger? cloud, DateTimeOffset now, CloudLedger? before = null)
    {
        var findings = new List<LedgerFinding>();
        if (edge is not null) findings.AddRange(Edge(edge));
        if (cloud is not null) findings.AddRange(cloud.Gaps.Select(gap => Gap(gap, edge)));
        if (cloud is not null) findings.AddRange(cloud.Histories.Select(note => History(note, now)));
        if (cloud is not null) findings.AddRange(cloud.Bindings.SelectMany(Points));
        if (edge is not null && cloud is not null) findings.AddRange(Between(edge, cloud, before ?? cloud, now));
        return new(edge, cloud, findings);
    }

    private static IEnumerable<LedgerFinding> Edge(EdgeLedger edge)
    {
        if (edge.Unexplained != 0)
            yield return new(
                "edge", "messages between the listener and the dispatcher", edge.Unexplained, "a defect: the two counts differ", false);
        if (edge.Unrouted is not 0 and var unrouted)
            yield return new("edge", "messages neither matched nor unmatched", unrouted, "a defect: the dispatcher's counts differ", false);
        foreach (var binding in edge.Bindings.Where(b => b.Counts.Unexplained != 0))
            yield return new(
                "edge", $"binding {binding.Counts.Binding}", binding.Counts.Unexplained, "a defect: events without an outcome", false);
        foreach (var binding in edge.Bindings.Where(b => b.Counts.UnexplainedMessages != 0))
            yield return new(
                "edge", $"messages of binding {binding.Counts.Binding}", binding.Counts.UnexplainedMessages,
                "a defect: messages without an outcome", false);
        foreach (var binding in edge.Bindings.Where(b => b.Counts.Downsampled > 0))
            yield return new(
                "edge", $"results of binding {binding.Counts.Binding} merged", binding.Counts.Downsampled,
                "the outbox was nearly full: they are part of wider windows, counts and sums unchanged", true);
        foreach (var binding in edge.Bindings.Where(b => b.Counts.Dropped > 0))
            yield return new(
                "edge", $"results of binding {binding.Counts.Binding} dropped", binding.Counts.Dropped,
                "the outbox was full, and the binding says emit.when_full: drop_oldest", true);
        foreach (var note in edge.Bindings.SelectMany(b => Noted(b.Counts))) yield return note;
        foreach (var loss in edge.Losses) yield return new(
            "edge", $"the {loss.Part}, noticed {loss.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", loss.Records, loss.Reason, true);
        foreach (var gap in edge.JournalGaps) yield return new("edge", gap, 1, "the disk lost what it had confirmed", true);
        if (edge is { Running: false, InFlight: > 0 })
            yield return new(
                "edge", "journal records after the last checkpoint", edge.InFlight, "the node replays them when it starts", true);
    }

    // In no equation: each is a part of an event, or none.
    private static IEnumerable<LedgerFinding> Noted(LedgerEntry counts)
    {
        if (counts.NotFinite > 0)
            yield return new(
                "edge", $"numbers of binding {counts.Binding} that are null", counts.NotFinite,
                "its messages say NaN or infinity, which no store takes; since the start of the process", true);
        if (counts.PassedOver > 0)
            yield return new(
                "edge", $"elements of messages of binding {counts.Binding} without an event", counts.PassedOver,
                "they do not have the array that decode.each names; since the start of the process", true);
    }

    private static LedgerFinding Gap(NotedGap gap, EdgeLedger? edge)
    {
        var what = $"node {gap.Node}, {gap.Class}, records {gap.First} to {gap.Last}, first seen "
            + $"{gap.NoticedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}";
        if (gap.IsClosed) return new("cloud", what, 0, gap.Reason, true);
        if (gap.Settled is not null) return new("cloud", what, gap.Missing, gap.Reason, true);
        var sender = edge is not null && edge.Epoch == gap.Epoch ? edge.Classes.FirstOrDefault(c => c.Class == gap.Class) : null;
        return sender is not null && sender.Acknowledged < gap.First
            ? new("cloud", what, gap.Missing, "the edge still holds these records and sends them again", true)
            : new("cloud", what, gap.Missing, gap.Reason, false);
    }

    private static LedgerFinding History(HistoryNote note, DateTimeOffset now)
    {
        var records = note.Last > 0 ? $", records {note.First} to {note.Last}" : string.Empty;
        var what = note.Node.Length == 0 ? $"the ledger, beside {note.Epoch}"
            : $"node {note.Node}, {note.Class}, numbering {note.Epoch}{records}";
        return new("cloud", $"{what}, first seen {note.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", note.Records, note.Reason,
            note.IsExplainedAt(now));
    }

    private static IEnumerable<LedgerFinding> Points(BindingLedger binding)
    {
        var whose = $"points of node {binding.Node}, {binding.Class}, epoch {binding.Epoch}, binding {binding.Binding}";
        if (binding.Unexplained != 0) yield return new("cloud", whose, binding.Unexplained, "a defect: points without an outcome", false);
        if (binding.Replaced > 0) yield return new(
            "cloud", $"{whose}, that replaced others", binding.Replaced,
            "other values of the same time, tags and revision: two sources write one point; a tag that tells them apart keeps both", true);
        if (binding.RefusedFields > 0) yield return new(
            "cloud", $"fields of {whose}, left out", binding.RefusedFields,
            "the store does not take them in their type; the rest of their points is stored", true);
    }

    private static IEnumerable<LedgerFinding> Between(EdgeLedger edge, CloudLedger cloud, CloudLedger before, DateTimeOffset now)
    {
        var streams = cloud.StreamsOf(edge);
        var onTheWay = 0L;
        foreach (var sent in edge.Classes)
        {
            var stored = streams.FirstOrDefault(stream => stream.Class == sent.Class)?.Last ?? 0;
            if (sent.Acknowledged > stored)
            {
                onTheWay += sent.Acknowledged - stored;
                yield return NotStored(cloud, edge, sent, stored + 1, now);
            }

            var known = before.StreamsOf(edge).FirstOrDefault(stream => stream.Class == sent.Class)?.Last ?? 0;
            if (known > sent.Last) yield return Ahead(cloud, edge, sent, known);
        }

        if (onTheWay == 0 && !streams.Any(stream => stream.Missing + stream.Deferred > 0) && PointComparison.Of(edge, cloud) is { } differ)
            yield return differ;
    }

    private static LedgerFinding NotStored(CloudLedger cloud, EdgeLedger edge, ClassPosition sent, long first, DateTimeOffset now)
    {
        var (what, amount) = ($"{sent.Class}, records {first} to {sent.Acknowledged}", sent.Acknowledged - first + 1);
        var settled = cloud.Gaps.FirstOrDefault(gap =>
            gap.Settled is not null && gap.Epoch == edge.Epoch && gap.Class == sent.Class && gap.First <= first
                && gap.Last >= sent.Acknowledged);
        if (settled is not null) return new("between", what, amount, settled.Reason, true);
        // Of what a class of this numbering sends, a ledger that took another one's place knows only from the first record on that comes.
        var stream = cloud.StreamsOf(edge).FirstOrDefault(stream => stream.Class == sent.Class);
        if (stream?.AwaitsFirst ?? cloud.Histories.Any(note => note.Kind is HistoryKind.LedgerChanged or HistoryKind.TwoLedgers
            && now - note.LastAt < CloudLedger.FormerLedgerMemory && !(edge.NumberingBegun > note.LastAt + CloudLedger.ClockError)))
            return new("between", what, amount,
                "sent to the ledger before this one, or on their way in RabbitMQ: the next record of this class tells", true);
        return new(
            "between", what, amount,
            "confirmed by the bus and not stored: they wait in RabbitMQ; if its queue is empty, it was deleted or purged, and "
            + "a known loss can be settled (eventedge ledger settle --edge)", false);
    }

    private static LedgerFinding Ahead(CloudLedger cloud, EdgeLedger edge, ClassPosition sent, long stored)
    {
        var isRestored = IsRestored([.. cloud.Histories.Where(note => note.Node == edge.Node)], edge.Epoch);
        return new(
            "between", $"{sent.Class}, records {sent.Last + 1} to {stored}", stored - sent.Last, isRestored
                ? "the cloud holds records this edge does not know: the edge's directory was restored from a copy, "
                    + "which the cloud has noted"
                : "the cloud holds records this edge does not know: its outbox was replaced",
            isRestored);
    }

    // The numbers came again, or the node had begun a newer numbering, from which only an older copy of its directory leads back.
    private static bool IsRestored(List<HistoryNote> notes, Guid epoch)
    {
        if (notes.Exists(
            note => note.Epoch == epoch
                && note.Kind is (HistoryKind.Forked or HistoryKind.CameAgain or HistoryKind.OlderNumbering))) return true;
        var own = notes.FindLastIndex(note => note.Kind == HistoryKind.NewNumbering && note.Epoch == epoch);
        return notes.FindIndex(own + 1, note => note.Kind == HistoryKind.NewNumbering && note.Epoch != epoch) >= 0;
    }
}
