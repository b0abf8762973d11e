using System.Text.Json;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Metrics;

namespace EventEdge.Hosting.Http;

/// <summary>What the guards decided, as instruments.</summary>
internal static class AccessMetrics
{
    /// <summary>Adds them to a node's.</summary>
    /// <param name="meter">The node's.</param>
    /// <param name="countsOf">What was decided so far; null where there are no guards.</param>
    public static ObservedMeter<TState> AddAccess<TState>(this ObservedMeter<TState> meter, Func<TState, SecurityCounts?> countsOf)
        where TState : class => meter
            .Counters(
                "eventedge_security_decisions_total",
                "Decisions of the listeners' guards since the start of the process.",
                state => countsOf(state)?.Decisions.Select(one => Series.Of(
                    one.Count,
                    ("event", JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Event.ToString())),
                    ("outcome", one.Allowed ? "allowed" : "refused"))) ?? [])
            .Counters(
                "eventedge_audit_lost_total",
                "Entries the audit log lacks.",
                state => countsOf(state) is { } counts ? [new(counts.AuditLost)] : []);
}
