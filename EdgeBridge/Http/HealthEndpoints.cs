using EventEdge.EdgeBridge.Uplink;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.EdgeBridge.Http;

/// <summary><c>/healthz/live</c>: the process answers. <c>/healthz/ready</c>: it takes messages; a dead uplink only degrades it.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes, INodeView view)
    {
        routes.MapGet("/healthz/live", () => Answer(new("live"), StatusCodes.Status200OK));
        routes.MapGet("/healthz/ready", () => Ready(view.Snapshot()));
    }

    private static IResult Ready(EdgeSnapshot node)
    {
        if (node.NotReady is { } reason) return Answer(new("not_ready", reason), StatusCodes.Status503ServiceUnavailable);
        var degraded = Degraded(node);
        return Answer(new(degraded is null ? "ready" : "degraded", degraded), StatusCodes.Status200OK);
    }

    private static string? Degraded(EdgeSnapshot node) => node switch
    {
        { Uplink: UplinkState.Cut } => "the uplink is cut on purpose; results wait in the outbox",
        { Uplink: UplinkState.Down } => $"the uplink is down, results wait in the outbox: {node.UplinkError ?? "no reason known"}",
        { Uplink: UplinkState.Blocked } => "the bus takes no more for now; results wait in the outbox",
        { MqttUp: false } => "no MQTT connection; sensors cannot be heard",
        { ConfigurationError: { } error } => $"the bindings file on disk was not taken: {error}",
        _ => null,
    };

    private static IResult Answer(HealthAnswer answer, int status) =>
        Results.Json(answer, NodeJson.Default.HealthAnswer, statusCode: status);
}

/// <summary>Answer of the health endpoints.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c>, <c>degraded</c> or <c>not_ready</c>.</param>
/// <param name="Reason">Why it is not simply ready; null when it is.</param>
internal sealed record HealthAnswer(string Status, string? Reason = null);
