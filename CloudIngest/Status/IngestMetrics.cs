using System.Diagnostics.Metrics;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Hosting.Metrics;

namespace EventEdge.CloudIngest.Status;

/// <summary>
/// What the ingest has to tell, as instruments: its counters live as long as the data directory, and add up as the ledger's do.
/// </summary>
internal static class IngestMetrics
{
    /// <summary>Bindings and nodes that have lines of their own; what goes beyond is added up as <see cref="Others"/>.</summary>
    public const int LabelLimit = 1_000;

    private const string Others = "(others)";

    /// <summary>Makes them.</summary>
    public static ObservedMeter<IngestState> Open(CloudIngestStatus status, TimeProvider time)
    {
        var meter = new ObservedMeter<IngestState>("EventEdge.CloudIngest", status.Meters.Scope, () => IngestState.Of(status), time);
        AddTotals(meter);
        AddBindings(meter);
        AddNodes(meter);
        return meter;
    }

    private static void AddTotals(ObservedMeter<IngestState> meter) => meter
        .Counter("eventedge_ingest_frames_total", "Frames accepted, repeated ones included.", state => state.Now.Frames)
        .Counter("eventedge_ingest_dead_letters_total", "Points and frames given up, with the reason kept.", state => state.Now.DeadLetters)
        .Gauge("eventedge_ingest_frames_waiting", "Frames that wait for the store.", state => state.Now.FramesWaiting)
        .Gauge("eventedge_ingest_frames_waiting_limit", "Most of them; beyond it the bus waits.", _ => IngestQueue.FrameLimit)
        .Gauge("eventedge_ingest_frame_memory_bytes", "Memory that decoded frames take until the store has them.",
            state => state.Now.FrameMemoryBytes)
        .Gauge(
            "eventedge_ingest_ledger_readable",
            "1 while the ledger's file can be read; 0 leaves out what it tells of bindings and nodes.",
            state => state.IsReadable ? 1 : 0)
        .States("eventedge_ingest_store_state", "1 for the state the store is in, 0 for the others.", state => state.Now.StoreState);

    private static void AddBindings(ObservedMeter<IngestState> meter) => meter
        .Counters("eventedge_ingest_points_received_total", "Points in the frames, by binding.", state => Each(state, b => b.Received))
        .Counters("eventedge_ingest_points_total", "What became of them: they add up to what was received.", Outcomes)
        .Gauges("eventedge_ingest_points_unexplained", "Points without an outcome; 0 or a defect.",
            state => Each(state, b => b.Unexplained))
        .Counters(
            "eventedge_ingest_points_merged_total",
            "Points, among those created, that added fields to a point that was there.",
            state => Each(state, b => b.Merged))
        .Counters(
            "eventedge_ingest_fields_refused_total",
            "Fields left out of points because the store does not take them.",
            state => Each(state, b => b.RefusedFields));

    private static void AddNodes(ObservedMeter<IngestState> meter) => meter
        .Counters("eventedge_ingest_node_frames_total", "Frames of each edge node, repeated ones included.",
            state => Each(state, (StreamLedger s) => s.Frames))
        .Counters("eventedge_ingest_node_points_total", "Points in them.", state => Each(state, (StreamLedger s) => s.Points))
        .Gauges("eventedge_ingest_records_missing", "Records that never came although later ones did.",
            state => Each(state, (StreamLedger s) => s.Missing))
        .Gauges(
            "eventedge_ingest_records_deferred",
            "Records that the node says it sends later: a backlog that leaves in turn.",
            state => Each(state, (StreamLedger s) => s.Deferred));

    private static IEnumerable<Measurement<double>> Outcomes(IngestState state)
    {
        foreach (var (name, ledger) in state.Bindings)
        {
            yield return Outcome(name, "created", ledger.Sum(b => b.Created));
            yield return Outcome(name, "corrected", ledger.Sum(b => b.Corrections));
            yield return Outcome(name, "stale", ledger.Sum(b => b.Stale));
            yield return Outcome(name, "duplicates", ledger.Sum(b => b.Duplicates));
            yield return Outcome(name, "replaced", ledger.Sum(b => b.Replaced));
            yield return Outcome(name, "dead_letters", ledger.Sum(b => b.DeadLetters));
        }
    }

    private static Measurement<double> Outcome(string binding, string outcome, long points) =>
        Series.Of(points, ("binding", binding), ("outcome", outcome));

    private static IEnumerable<Measurement<double>> Each(IngestState state, Func<BindingLedger, long> value) =>
        state.Bindings.Select(group => Series.Of(group.Ledger.Sum(value), ("binding", group.Name)));

    private static IEnumerable<Measurement<double>> Each(IngestState state, Func<StreamLedger, long> value) =>
        state.Nodes.Select(group => Series.Of(group.Ledger.Sum(value), ("node", group.Name)));

    /// <summary>The ingest at one moment: its status, and its ledger by binding and by node.</summary>
    internal sealed record IngestState(
        CloudSnapshot Now,
        bool IsReadable,
        IReadOnlyList<(string Name, List<BindingLedger> Ledger)> Bindings,
        IReadOnlyList<(string Name, List<StreamLedger> Ledger)> Nodes)
    {
        public static IngestState Of(CloudIngestStatus status)
        {
            var ledger = status.Sums();
            return new(
                status.Snapshot(), ledger is not null, Bounded(ledger?.Bindings ?? [], b => b.Binding),
                Bounded(ledger?.Streams ?? [], s => s.Node));
        }

        internal static List<(string Name, List<T> Ledger)> Bounded<T>(IReadOnlyList<T> ledger, Func<T, string> name)
        {
            var groups = ledger.GroupBy(name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (group.Key, group.ToList())).ToList();
            if (groups.Count <= LabelLimit) return groups;
            var rest = groups.Skip(LabelLimit).SelectMany(group => group.Item2).ToList();
            return [.. groups.Take(LabelLimit), (Others, rest)];
        }
    }
}
