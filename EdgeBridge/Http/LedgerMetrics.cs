using System.Diagnostics.Metrics;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.Hosting.Metrics;
using static EventEdge.EdgeBridge.Http.EdgeMetrics;

namespace EventEdge.EdgeBridge.Http;

/// <summary>What became of every event, by binding, as instruments.</summary>
internal static class LedgerMetrics
{
    public static void AddLedger(this ObservedMeter<EdgeState> meter)
    {
        AddEvents(meter);
        AddResults(meter);
    }

    private static void AddEvents(ObservedMeter<EdgeState> meter) => meter
        .Counters("eventedge_binding_messages_received_total", "Messages routed to the binding.", state => Each(state, b => b.Messages))
        .Counters("eventedge_binding_messages_total", "What became of the binding's messages.",
            state => state.Node.Bindings.SelectMany(Messages))
        .Gauges("eventedge_binding_unexplained_messages", "What the ledger's equation of messages lacks; 0 or a defect.",
            state => Each(state, b => b.UnexplainedMessages))
        .Counters(
            "eventedge_binding_events_received_total",
            "Events of the messages routed to the binding.",
            state => Each(state, b => b.Received))
        .Counters("eventedge_binding_events_total", "What became of the binding's events.",
            state => state.Node.Bindings.SelectMany(Outcomes))
        .Gauges("eventedge_binding_events_in_flight", "Events routed and not yet decided.", state => Each(state, b => b.InFlight))
        .Gauges("eventedge_binding_unexplained_events", "What the ledger's equation lacks; 0 or a defect.",
            state => Each(state, b => b.Unexplained))
        .Counters("eventedge_binding_corrected_total", "Late events that corrected a window.", state => Each(state, b => b.Corrected))
        .Counters(
            "eventedge_binding_keys_refused_total",
            "Events, among those rejected, whose key had no room (limits.keys), since the start of the process.",
            state => Each(state, b => b.KeysRefused))
        .Counters(
            "eventedge_binding_numbers_not_finite_total",
            "Numbers in JSON that were NaN or infinite, and are null, since the start of the process.",
            state => Each(state, b => b.NotFinite))
        .Counters(
            "eventedge_binding_elements_passed_over_total",
            "Elements on the way of each that do not have the array of events, since the start of the process.",
            state => Each(state, b => b.PassedOver))
        .Gauges("eventedge_binding_open_windows", "Open windows.", state => Each(state, b => b.OpenWindows));

    private static void AddResults(ObservedMeter<EdgeState> meter) => meter
        .Counters("eventedge_binding_measurements_total", "Distinct results committed.", state => Each(state, b => b.Measurements))
        .Counters("eventedge_binding_revisions_total", "Corrections committed.", state => Each(state, b => b.Revisions))
        .Counters("eventedge_binding_results_rejected_total", "Windows and results that failed.",
            state => Each(state, b => b.ResultsRejected))
        .Counters(
            "eventedge_binding_downsampled_total",
            "Results that became part of a wider window in the outbox.",
            state => Each(state, b => b.Downsampled))
        .Counters(
            "eventedge_binding_dropped_total",
            "Results that a full outbox dropped, as emit.when_full says.",
            state => Each(state, b => b.Dropped))
        .Gauges(
            "eventedge_binding_disabled",
            "1 for a binding that must not run because its function hung, or the node died of it.",
            state => state.Node.Disabled.Select(disabled => Series.Of(1, ("binding", disabled.Binding))));

    private static IEnumerable<Measurement<double>> Messages(LedgerEntry binding) =>
    [
        Outcome(binding, "decoded", binding.MessagesDecoded),
        Outcome(binding, "undecodable", binding.MessagesUndecodable),
        Outcome(binding, "ignored", binding.MessagesIgnored),
        Outcome(binding, "refused", binding.MessagesRefused),
    ];

    private static IEnumerable<Measurement<double>> Outcomes(LedgerEntry binding) =>
    [
        Outcome(binding, "in_windows", binding.InWindows),
        Outcome(binding, "filtered", binding.Filtered),
        Outcome(binding, "late", binding.Late),
        Outcome(binding, "rejected", binding.Rejected),
        Outcome(binding, "duplicates", binding.Duplicates),
    ];

    private static Measurement<double> Outcome(LedgerEntry binding, string outcome, long events) =>
        Series.Of(events, ("binding", binding.Binding), ("outcome", outcome));

    private static IEnumerable<Measurement<double>> Each(EdgeState state, Func<LedgerEntry, double> value) =>
        state.Node.Bindings.Select(binding => Series.Of(value(binding), ("binding", binding.Binding)));
}
