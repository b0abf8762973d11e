using EventEdge.CloudIngest.Status;
using EventEdge.Hosting.Http;
using EventEdge.Hosting.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.CloudIngest.Http;

/// <summary>A cloud node's HTTP: page, health, metrics, <c>/api/status</c> and its half of the ledger.</summary>
internal static class CloudEndpoints
{
    /// <summary>Maps all of it.</summary>
    /// <param name="routes">The node's endpoints.</param>
    /// <param name="status">How the ingest does.</param>
    public static void MapCloud(this IEndpointRouteBuilder routes, CloudIngestStatus status)
    {
        routes.MapPage(typeof(CloudEndpoints).Assembly, "cloud.html", "cloud.js");
        routes.MapHealth(status.Health.Look);
        routes.MapGet("/metrics", () => Results.Text(status.Meters.ToPage(), PrometheusText.ContentType));
        routes.MapGet("/api/status", () => Results.Json(status.Snapshot(), CloudJson.Default.CloudSnapshot));
        routes.MapGet("/api/ledger", () => Results.Json(new CloudLedgerAnswer(status.Ledger()), CloudLedgerJson.Default.CloudLedgerAnswer));
    }
}
