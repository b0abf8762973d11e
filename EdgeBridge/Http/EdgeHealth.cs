using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Health;

namespace EventEdge.EdgeBridge.Http;

/// <summary>The health of an edge node: what its snapshot tells, then the checks that its parts have added.</summary>
internal static class EdgeHealth
{
    public static IReadOnlyList<HealthEntry> Of(INodeView view) => Of(view.Snapshot(), view.Health);

    public static IReadOnlyList<HealthEntry> Of(EdgeSnapshot node, HealthChecks? added) =>
    [
        HealthEntry.Of("intake", Intake(node)),
        HealthEntry.Of("uplink", Uplink(node)),
        HealthEntry.Of("bindings file", BindingsFile(node)),
        HealthEntry.Of("bindings", Bindings(node)),
        HealthEntry.Of("functions", Functions(node)),
        .. added?.Look() ?? [],
    ];

    private static HealthProblem? Intake(EdgeSnapshot node) => node.NotReady is { } reason
        ? new(HealthLevel.Failed, reason, "senders keep what is not acknowledged and send it again; mend the reason")
        : null;

    private static HealthProblem? Uplink(EdgeSnapshot node) => node.Uplink switch
    {
        UplinkState.Cut => new(
            HealthLevel.Degraded, "the uplink is cut on purpose; results wait in the outbox",
            "restore the link on the page, or POST {\"cut\": false} to /api/link"),
        UplinkState.Down => new(
            HealthLevel.Degraded, $"the uplink is down, results wait in the outbox: {node.UplinkError ?? "no reason known"}",
            "look whether the bus runs and can be reached from here; the node tries again by itself"),
        UplinkState.Blocked => new(
            HealthLevel.Degraded, $"the bus takes no more for now, results wait in the outbox: {node.UplinkError ?? "no reason known"}",
            "give RabbitMQ memory or disk: rabbitmq-diagnostics alarms"),
        _ => null,
    };

    private static HealthProblem? BindingsFile(EdgeSnapshot node) => node.ConfigurationError is { } error
        ? new(HealthLevel.Degraded, $"the bindings file on disk was not taken, the previous one runs on: {error.ReplaceLineEndings(" ")}",
            "mend the file: eventedge validate shows every problem")
        : null;

    private static HealthProblem? Functions(EdgeSnapshot node) => node.Troubled.Count == 0 ? null : new(
        HealthLevel.Degraded,
        string.Join(
            "; ", node.Troubled.Select(one => $"the function of binding {one.Binding} is not well: {one.Reason.ReplaceLineEndings(" ")}")),
        "mend the function; code in the node's own process that hangs ends with the process alone (--restart-on-hang)");

    private static HealthProblem? Bindings(EdgeSnapshot node) => node.Disabled.Count == 0 ? null : new(
        HealthLevel.Degraded,
        $"events of these bindings become dead letters: {string.Join("; ", node.Disabled.Select(one => $"{one.Binding}: {one.Reason}"))}",
        "change the binding as its reason says, then eventedge dlq retry");
}
