using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.EdgeBridge.Http;

/// <summary>The dashboard: a handful of files inside the assembly, no network beyond this node.</summary>
internal static class DashboardFiles
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/", "index.html", "text/html; charset=utf-8");
        Map(routes, "/dashboard.css", "dashboard.css", "text/css; charset=utf-8");
        Map(routes, "/session.js", "session.js", "text/javascript; charset=utf-8");
        Map(routes, "/health.js", "health.js", "text/javascript; charset=utf-8");
        Map(routes, "/charts.js", "charts.js", "text/javascript; charset=utf-8");
        Map(routes, "/dashboard.js", "dashboard.js", "text/javascript; charset=utf-8");
        routes.MapGet("/favicon.ico", () => Results.NoContent());
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string file, string type) => routes.MapGet(path, (HttpContext context) =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Stream(Open(file), type);
    });

    internal static Stream Open(string file) =>
        typeof(DashboardFiles).Assembly.GetManifestResourceStream($"dashboard/{file}")
        ?? throw new InvalidOperationException($"the dashboard file {file} is not in the assembly");
}
