using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.EdgeBridge.Http;

/// <summary>The pages of both nodes: a handful of files inside the assembly, no network beyond this node.</summary>
public static class DashboardFiles
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The edge node's dashboard at <c>/</c>.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/", "index.html", "text/html; charset=utf-8");
        Script(routes, "charts.js");
        Script(routes, "dashboard.js");
        MapShared(routes);
    }

    /// <summary>The cloud node's page at <c>/</c>.</summary>
    public static void MapCloudPage(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/", "cloud.html", "text/html; charset=utf-8");
        Script(routes, "cloud.js");
        MapShared(routes);
    }

    private static void MapShared(IEndpointRouteBuilder routes)
    {
        Map(routes, "/dashboard.css", "dashboard.css", "text/css; charset=utf-8");
        Script(routes, "session.js");
        Script(routes, "health.js");
        routes.MapGet("/favicon.ico", () => Results.NoContent());
    }

    private static void Script(IEndpointRouteBuilder routes, string file) => Map(routes, $"/{file}", file, "text/javascript; charset=utf-8");

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
