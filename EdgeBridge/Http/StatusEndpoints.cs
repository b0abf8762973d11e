using EventEdge.EdgeBridge.Ledger;
using EventEdge.Hosting.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.EdgeBridge.Http;

/// <summary><c>/api/status</c> for programs and <c>/metrics</c> for Prometheus: one state, two forms.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder routes, INodeView view)
    {
        routes.MapGet("/api/status", () => Results.Json(NodeJson.Status(view), NodeJson.Default.JsonObject));
        routes.MapGet("/api/bindings", () => Results.Json(view.Bindings(), EdgeLedgerJson.Default.IReadOnlyListBindingLine));
        routes.MapGet("/metrics", () => Results.Text(view.Meters?.ToPage() ?? string.Empty, PrometheusText.ContentType));
    }

    /// <summary><c>/api/ledger</c>: <c>{"edge": …}</c>, the node's half of the ledger.</summary>
    public static void MapLedger(this IEndpointRouteBuilder routes, INodeView view) =>
        routes.MapGet("/api/ledger", () => Results.Json(new EdgeLedgerAnswer(view.Ledger()), EdgeLedgerJson.Default.EdgeLedgerAnswer));
}

/// <summary>Answer of <c>/api/ledger</c>.</summary>
/// <param name="Edge">The edge node's ledger.</param>
public sealed record EdgeLedgerAnswer(EdgeLedger? Edge);
