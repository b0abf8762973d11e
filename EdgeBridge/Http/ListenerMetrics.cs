using EventEdge.EdgeBridge.Mqtt;
using EventEdge.Hosting.Metrics;

namespace EventEdge.EdgeBridge.Http;

/// <summary>The embedded MQTT broker's part of the metrics page.</summary>
internal static class ListenerMetrics
{
    public static void Write(PrometheusText page, ListenerCounts counts) => page
        .Gauge("eventedge_mqtt_connections", "MQTT connections that are open.").Sample(counts.Connections)
        .Counter("eventedge_mqtt_connections_refused_total", "MQTT connections refused because too many were open.").Sample(counts.Refused)
        .Gauge("eventedge_mqtt_sessions", "MQTT sessions, those of clients that are away included.").Sample(counts.Sessions)
        .Gauge("eventedge_mqtt_retained_messages", "Topics with a retained message.").Sample(counts.Retained)
        .Gauge("eventedge_mqtt_retained_bytes", "Memory that retained messages take.").Sample(counts.RetainedBytes)
        .Counter("eventedge_mqtt_retained_full_total", "Retained messages delivered and not kept for want of room; their topics have no retained value since.").Sample(counts.RetainedFull)
        .Counter("eventedge_mqtt_messages_dropped_total", "Messages dropped from MQTT sessions that were full, or with sessions given up.").Sample(counts.MessagesDropped)
        .Counter("eventedge_mqtt_sessions_dropped_total", "MQTT sessions of clients that were away given up before their time to make room.").Sample(counts.SessionsDropped);
}
