using System.Text.Json;
using EventEdge.Hosting.Access;

namespace EventEdge.Hosting.Metrics;

/// <summary>What the guards decided, in Prometheus' words.</summary>
internal static class AccessMetrics
{
    public static void Write(PrometheusText page, SecurityCounts security)
    {
        page.Counter("eventedge_security_decisions_total", "Decisions of the listeners' guards since the start of the process.");
        foreach (var one in security.Decisions)
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Event.ToString());
            page.Sample(one.Count, ("event", name), ("outcome", one.Allowed ? "allowed" : "refused"));
        }

        page.Counter("eventedge_audit_lost_total", "Entries the audit log lacks.").Sample(security.AuditLost);
    }
}
