using EventEdge.Hosting.Health;

namespace EventEdge.Hosting.Metrics;

/// <summary>The health checks in Prometheus' words.</summary>
internal static class HealthMetrics
{
    public static void Write(PrometheusText page, IReadOnlyList<HealthEntry> checks)
    {
        page.Gauge("eventedge_health_state", "What each health check finds: 0 ok, 1 degraded, 2 failed, 3 dead.");
        foreach (var check in checks) page.Sample((int)check.State, ("check", check.Check));
    }
}
