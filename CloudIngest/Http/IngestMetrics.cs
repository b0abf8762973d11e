using EventEdge.CloudIngest.Ledger;
using EventEdge.Hosting.Metrics;

namespace EventEdge.CloudIngest.Http;

/// <summary>What the ingest has to tell, in Prometheus' words: its counters live as long as the data directory, and add up as the ledger's do.</summary>
internal static class IngestMetrics
{
    /// <summary>Bindings and nodes that have lines of their own; what goes beyond is added up as <see cref="Others"/>.</summary>
    public const int LabelLimit = 1_000;

    private const string Others = "(others)";

    public static void Write(PrometheusText page, CloudSnapshot now, CloudLedger? ledger)
    {
        page.Counter("eventedge_ingest_frames_total", "Frames accepted, repeated ones included.").Sample(now.Frames)
            .Counter("eventedge_ingest_dead_letters_total", "Points and frames given up, with the reason kept.").Sample(now.DeadLetters)
            .Gauge("eventedge_ingest_frames_waiting", "Frames that wait for the store.").Sample(now.FramesWaiting)
            .Gauge("eventedge_ingest_frames_waiting_limit", "Most of them; beyond it the bus waits.").Sample(IngestQueue.FrameLimit)
            .Gauge("eventedge_ingest_frame_memory_bytes", "Memory that decoded frames take until the store has them.").Sample(now.FrameMemoryBytes)
            .Gauge("eventedge_ingest_ledger_readable", "1 while the ledger's file can be read; 0 leaves out what it tells of bindings and nodes.").Sample(ledger is null ? 0 : 1)
            .Gauge("eventedge_ingest_store_state", "1 for the state the store is in, 0 for the others.");
        foreach (var state in Enum.GetValues<StoreState>())
        {
            page.Sample(now.StoreState == state ? 1 : 0, ("state", state.ToString().ToLowerInvariant()));
        }

        if (ledger is null) return;
        WriteBindings(page, Bounded(ledger.Bindings, b => b.Binding));
        WriteNodes(page, Bounded(ledger.Streams, s => s.Node));
    }

    private static void WriteBindings(PrometheusText page, IReadOnlyList<(string Name, List<BindingLedger> Ledger)> bindings)
    {
        Each(page.Counter("eventedge_ingest_points_received_total", "Points in the frames, by binding."), "binding", bindings, b => b.Received);
        page.Counter("eventedge_ingest_points_total", "What became of them: they add up to what was received.");
        foreach (var (name, ledger) in bindings)
        {
            page.Sample(ledger.Sum(b => b.Created), ("binding", name), ("outcome", "created"))
                .Sample(ledger.Sum(b => b.Corrections), ("binding", name), ("outcome", "corrected"))
                .Sample(ledger.Sum(b => b.Stale), ("binding", name), ("outcome", "stale"))
                .Sample(ledger.Sum(b => b.Duplicates), ("binding", name), ("outcome", "duplicates"))
                .Sample(ledger.Sum(b => b.Replaced), ("binding", name), ("outcome", "replaced"))
                .Sample(ledger.Sum(b => b.DeadLetters), ("binding", name), ("outcome", "dead_letters"));
        }

        Each(page.Gauge("eventedge_ingest_points_unexplained", "Points without an outcome; 0 or a defect."), "binding", bindings, b => b.Unexplained);
        Each(page.Counter("eventedge_ingest_points_merged_total", "Points, among those created, that added fields to a point that was there."), "binding", bindings, b => b.Merged);
        Each(page.Counter("eventedge_ingest_fields_refused_total", "Fields left out of points because the store does not take them."), "binding", bindings, b => b.RefusedFields);
    }

    private static void WriteNodes(PrometheusText page, IReadOnlyList<(string Name, List<StreamLedger> Ledger)> nodes)
    {
        Each(page.Counter("eventedge_ingest_node_frames_total", "Frames of each edge node, repeated ones included."), "node", nodes, s => s.Frames);
        Each(page.Counter("eventedge_ingest_node_points_total", "Points in them."), "node", nodes, s => s.Points);
        Each(page.Gauge("eventedge_ingest_records_missing", "Records that never came although later ones did."), "node", nodes, s => s.Missing);
        Each(page.Gauge("eventedge_ingest_records_held_back", "Records that the node says it holds back: a backlog that leaves in turn."), "node", nodes, s => s.Deferred);
    }

    private static void Each<T>(PrometheusText page, string label, IReadOnlyList<(string Name, List<T> Ledger)> groups, Func<T, long> value)
    {
        foreach (var (name, ledger) in groups) page.Sample(ledger.Sum(value), (label, name));
    }

    private static List<(string Name, List<T> Ledger)> Bounded<T>(IReadOnlyList<T> ledger, Func<T, string> name)
    {
        var groups = ledger.GroupBy(name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.ToList())).ToList();
        if (groups.Count <= LabelLimit) return groups;
        var rest = groups.Skip(LabelLimit).SelectMany(group => group.Item2).ToList();
        return [.. groups.Take(LabelLimit), (Others, rest)];
    }
}
