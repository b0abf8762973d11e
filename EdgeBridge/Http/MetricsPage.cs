using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Metrics;

namespace EventEdge.EdgeBridge.Http;

/// <summary>The <c>/metrics</c> page: an <see cref="EdgeSnapshot"/> in Prometheus' words, in base units.</summary>
internal static class MetricsPage
{
    public static string Of(INodeView view)
    {
        var node = view.Snapshot();
        var page = new PrometheusText();
        Ingress(page, node);
        Outbox(page, node);
        Uplink(page, node);
        Health(page, node);
        HealthMetrics.Write(page, EdgeHealth.Of(node, view.Health));
        Ledger(page, node.Bindings);
        page.Gauge("eventedge_binding_disabled", "1 for a binding that must not run because its function hung, or the node died of it.");
        foreach (var disabled in node.Disabled) page.Sample(1, ("binding", disabled.Binding));
        if (node.Functions.Count > 0) FunctionMetrics.Write(page, node.Functions);
        if (node.Timers.Count > 0) TriggerMetrics.WriteTimers(page, node.Timers);
        if (view.Functions is { Answers: { Count: > 0 } answers }) TriggerMetrics.WriteAnswers(page, answers);
        if (view.Security is { } security) AccessMetrics.Write(page, security);
        if (view.Listener is { } listener) ListenerMetrics.Write(page, listener);
        if (view.PointsStored is { } stored) page.Gauge("eventedge_store_points", "Distinct points in the embedded store.").Sample(stored);
        view.Meters?.Write(page);
        return page + view.FurtherMetrics();
    }

    private static void Ingress(PrometheusText page, EdgeSnapshot node) => page
        .Counter("eventedge_messages_received_total", "MQTT messages taken since the data directory was made.").Sample(node.MessagesReceived)
        .Counter("eventedge_ingress_bytes_total", "Payload and topic bytes of them.").Sample(node.IngressBytes)
        .Counter("eventedge_messages_unmatched_total", "Messages no binding wanted.").Sample(node.Unmatched)
        .Counter("eventedge_messages_resent_total", "Repeated deliveries of a message already taken.").Sample(node.Resent)
        .Gauge("eventedge_messages_in_flight", "Messages accepted and not yet dispatched.").Sample(node.InFlight)
        .Gauge("eventedge_messages_unexplained", "Messages by which the listener's count and the dispatcher's differ; 0 or a defect.").Sample(node.Unexplained)
        .Gauge("eventedge_journal_bytes", "Size of the journal on disk.").Sample(node.JournalBytes)
        .Gauge("eventedge_dead_letters", "Dead letters kept.").Sample(node.DeadLetters)
        .Counter("eventedge_dead_letters_lost_total", "Dead letters that made room for newer ones.").Sample(node.DeadLettersLost);

    private static void Outbox(PrometheusText page, EdgeSnapshot node) => page
        .Gauge("eventedge_outbox_records", "Commits that wait for the uplink.").Sample(node.Outbox.Records)
        .Gauge("eventedge_outbox_points", "Points that wait for the uplink.").Sample(node.Outbox.Points)
        .Gauge("eventedge_outbox_bytes", "Size of the outbox on disk.").Sample(node.Outbox.Bytes)
        .Gauge("eventedge_outbox_points_max", "Largest number of points that waited so far.").Sample(node.OutboxDepthMax);

    private static void Uplink(PrometheusText page, EdgeSnapshot node)
    {
        page.Counter("eventedge_uplink_bytes_total", "Bytes of frames confirmed by the bus.").Sample(node.UplinkBytes)
            .Counter("eventedge_uplink_frames_total", "Frames confirmed by the bus.").Sample(node.UplinkFrames)
            .Gauge("eventedge_uplink_state", "1 for the state the uplink is in, 0 for the others.");
        foreach (var state in Enum.GetValues<UplinkState>())
        {
            page.Sample(node.Uplink == state ? 1 : 0, ("state", state.ToString().ToLowerInvariant()));
        }
    }

    private static void Health(PrometheusText page, EdgeSnapshot node) => page
        .Gauge("eventedge_node_info", "Always 1; the labels say which node this is.").Sample(1, ("node", node.Node))
        .Gauge("eventedge_ready", "1 when the node takes messages.").Sample(node.NotReady is null ? 1 : 0)
        .Gauge("eventedge_mqtt_up", "1 when sensors can be heard.").Sample(node.MqttUp ? 1 : 0)
        .Gauge("eventedge_configuration_valid", "1 when the bindings file on disk is the one that runs.")
        .Sample(node.ConfigurationError is null ? 1 : 0);

    private static void Ledger(PrometheusText page, IReadOnlyList<LedgerEntry> bindings)
    {
        Each(page.Counter("eventedge_binding_events_received_total", "Events routed to the binding."), bindings, b => b.Received);
        page.Counter("eventedge_binding_events_total", "What became of the binding's events.");
        foreach (var binding in bindings) Outcomes(page, binding);
        Each(page.Gauge("eventedge_binding_events_in_flight", "Events routed and not yet decided."), bindings, b => b.InFlight);
        Each(page.Gauge("eventedge_binding_unexplained_events", "What the ledger's equation lacks; 0 or a defect."), bindings, b => b.Unexplained);
        Each(page.Counter("eventedge_binding_corrected_total", "Late events that corrected a window."), bindings, b => b.Corrected);
        Each(page.Counter("eventedge_binding_measurements_total", "Distinct results committed."), bindings, b => b.Measurements);
        Each(page.Counter("eventedge_binding_revisions_total", "Corrections committed."), bindings, b => b.Revisions);
        Each(page.Counter("eventedge_binding_results_rejected_total", "Windows and results that failed."), bindings, b => b.ResultsRejected);
        Each(page.Counter("eventedge_binding_keys_refused_total", "Events, among those rejected, whose key had no room (limits.keys), since the start of the process."), bindings, b => b.KeysRefused);
        Each(page.Counter("eventedge_binding_downsampled_total", "Results that became part of a wider window in the outbox."), bindings, b => b.Downsampled);
        Each(page.Counter("eventedge_binding_dropped_total", "Results that a full outbox dropped, as emit.when_full says."), bindings, b => b.Dropped);
        Each(page.Gauge("eventedge_binding_open_windows", "Open windows."), bindings, b => b.OpenWindows);
    }

    private static void Outcomes(PrometheusText page, LedgerEntry binding) => page
        .Sample(binding.InWindows, ("binding", binding.Binding), ("outcome", "in_windows"))
        .Sample(binding.Filtered, ("binding", binding.Binding), ("outcome", "filtered"))
        .Sample(binding.Late, ("binding", binding.Binding), ("outcome", "late"))
        .Sample(binding.Rejected, ("binding", binding.Binding), ("outcome", "rejected"))
        .Sample(binding.Duplicates, ("binding", binding.Binding), ("outcome", "duplicates"));

    private static void Each(PrometheusText page, IReadOnlyList<LedgerEntry> bindings, Func<LedgerEntry, double> value)
    {
        foreach (var binding in bindings) page.Sample(value(binding), ("binding", binding.Binding));
    }
}
