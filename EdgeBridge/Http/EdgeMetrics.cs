using EventEdge.EdgeBridge.Status;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Http;
using EventEdge.Hosting.Metrics;

namespace EventEdge.EdgeBridge.Http;

/// <summary>
/// What an edge node has to tell, as instruments in base units: an <see cref="EdgeSnapshot"/>, and what stands beside it.
/// </summary>
internal static class EdgeMetrics
{
    /// <summary>Makes them.</summary>
    public static IDisposable Open(INodeView view, MetricScope scope, TimeProvider time)
    {
        var meter = new ObservedMeter<EdgeState>("EventEdge.EdgeBridge.Node", scope, () => EdgeState.Of(view), time);
        AddIngress(meter);
        AddOutbox(meter);
        AddNode(meter);
        meter.AddLedger();
        meter.AddFunctions();
        meter.AddTriggers();
        meter.AddListener();
        meter.AddHealth(state => state.Health);
        meter.AddAccess(state => state.View.Security);
        return meter;
    }

    private static void AddIngress(ObservedMeter<EdgeState> meter) => meter
        .Counter("eventedge_messages_received_total", "MQTT messages taken since the data directory was made.",
            state => state.Node.MessagesReceived)
        .Counter("eventedge_ingress_bytes_total", "Payload and topic bytes of them.", state => state.Node.IngressBytes)
        .Counter("eventedge_messages_unmatched_total", "Messages no binding wanted.", state => state.Node.Unmatched)
        .Counter("eventedge_messages_resent_total", "Repeated deliveries of a message already taken.", state => state.Node.Resent)
        .Gauge("eventedge_messages_in_flight", "Messages accepted and not yet dispatched.", state => state.Node.InFlight)
        .Gauge(
            "eventedge_messages_unexplained",
            "Messages by which the listener's count and the dispatcher's differ; 0 or a defect.",
            state => state.Node.Unexplained)
        .Gauge("eventedge_journal_bytes", "Size of the journal on disk.", state => state.Node.JournalBytes)
        .Gauge("eventedge_journal_limit_bytes", "Most bytes of journal; beyond it acknowledgements are withheld.",
            state => state.Node.JournalLimitBytes)
        .Gauge("eventedge_dead_letters", "Dead letters kept.", state => state.Node.DeadLetters)
        .Counter("eventedge_dead_letters_lost_total", "Dead letters that made room for newer ones.", state => state.Node.DeadLettersLost);

    private static void AddOutbox(ObservedMeter<EdgeState> meter) => meter
        .Gauge("eventedge_outbox_records", "Commits that wait for the uplink.", state => state.Node.Outbox.Records)
        .Gauge("eventedge_outbox_points", "Points that wait for the uplink.", state => state.Node.Outbox.Points)
        .Gauge("eventedge_outbox_bytes", "Size of the outbox on disk.", state => state.Node.Outbox.Bytes)
        .Gauge("eventedge_outbox_limit_bytes", "Most bytes of outbox; from 80 % of it on results lose resolution.",
            state => state.Node.OutboxLimitBytes)
        .Gauge("eventedge_outbox_points_max", "Largest number of points that waited so far.", state => state.Node.OutboxDepthMax)
        .Counter("eventedge_uplink_bytes_total", "Bytes of frames confirmed by the bus.", state => state.Node.UplinkBytes)
        .Counter("eventedge_uplink_frames_total", "Frames confirmed by the bus.", state => state.Node.UplinkFrames)
        .States("eventedge_uplink_state", "1 for the state the uplink is in, 0 for the others.", state => state.Node.Uplink);

    private static void AddNode(ObservedMeter<EdgeState> meter) => meter
        .Gauges(
            "eventedge_node_info",
            "Always 1; the labels say which node this is.",
            state => [Series.Of(1, ("node", state.Node.Node))])
        .Gauge("eventedge_ready", "1 when the node takes messages.", state => state.Node.NotReady is null ? 1 : 0)
        .Gauge("eventedge_mqtt_up", "1 when sensors can be heard.", state => state.Node.MqttUp ? 1 : 0)
        .Gauge(
            "eventedge_configuration_valid",
            "1 when the bindings file on disk is the one that runs.",
            state => state.Node.ConfigurationError is null ? 1 : 0)
        .Gauges(
            "eventedge_store_points",
            "Distinct points in the embedded store.",
            state => state.View.PointsStored is { } stored ? [new(stored)] : []);

    /// <summary>The node at one moment.</summary>
    /// <param name="View">Where what is beside the snapshot is asked for.</param>
    /// <param name="Node">The snapshot.</param>
    /// <param name="Health">What its checks find.</param>
    internal sealed record EdgeState(INodeView View, EdgeSnapshot Node, IReadOnlyList<HealthEntry> Health)
    {
        public static EdgeState Of(INodeView view)
        {
            var node = view.Snapshot();
            return new(view, node, EdgeHealth.Of(node, view.Health));
        }
    }
}
