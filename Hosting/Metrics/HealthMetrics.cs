using EventEdge.Hosting.Health;

namespace EventEdge.Hosting.Metrics;

/// <summary>The health checks as instruments.</summary>
internal static class HealthMetrics
{
    /// <summary>Adds them to a node's.</summary>
    public static ObservedMeter<TState> AddHealth<TState>(this ObservedMeter<TState> meter, Func<TState, IReadOnlyList<HealthEntry>> checks)
        where TState : class => meter.Gauges(
            "eventedge_health_state",
            "What each health check finds: 0 ok, 1 degraded, 2 failed, 3 dead.",
            state => checks(state).Select(check => Series.Of((int)check.State, ("check", check.Check))));
}
