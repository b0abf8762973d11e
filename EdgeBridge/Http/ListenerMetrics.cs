using System.Diagnostics.Metrics;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.Hosting.Metrics;
using static EventEdge.EdgeBridge.Http.EdgeMetrics;

namespace EventEdge.EdgeBridge.Http;

/// <summary>What the embedded MQTT broker holds and gave up, as instruments; nothing where there is none.</summary>
internal static class ListenerMetrics
{
    public static void AddListener(this ObservedMeter<EdgeState> meter) => meter
        .Gauges("eventedge_mqtt_connections", "MQTT connections that are open.", state => Of(state, counts => counts.Connections))
        .Counters(
            "eventedge_mqtt_connections_refused_total",
            "MQTT connections refused because too many were open.",
            state => Of(state, counts => counts.Refused))
        .Gauges("eventedge_mqtt_sessions", "MQTT sessions, those of clients that are away included.",
            state => Of(state, counts => counts.Sessions))
        .Gauges("eventedge_mqtt_retained_messages", "Topics with a retained message.", state => Of(state, counts => counts.Retained))
        .Gauges("eventedge_mqtt_retained_bytes", "Memory that retained messages take.", state => Of(state, counts => counts.RetainedBytes))
        .Counters(
            "eventedge_mqtt_retained_full_total",
            "Retained messages delivered and not kept for want of room; their topics have no retained value since.",
            state => Of(state, counts => counts.RetainedFull))
        .Counters(
            "eventedge_mqtt_messages_dropped_total",
            "Messages dropped from MQTT sessions that were full, or with sessions given up.",
            state => Of(state, counts => counts.MessagesDropped))
        .Counters(
            "eventedge_mqtt_sessions_dropped_total",
            "MQTT sessions of clients that were away given up before their time to make room.",
            state => Of(state, counts => counts.SessionsDropped));

    private static IEnumerable<Measurement<double>> Of(EdgeState state, Func<ListenerCounts, double> value) =>
        state.View.Listener is { } counts ? [new(value(counts))] : [];
}
