using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.Hosting.Http;

/// <summary>The files of a node's page, inside the assemblies of both nodes: no network beyond this node.</summary>
internal static class PageFiles
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A page at <c>/</c> with its scripts, and what the pages of both nodes share.</summary>
    /// <param name="routes">The node's endpoints.</param>
    /// <param name="owner">Where the page and its scripts are: resources named <c>pages/…</c>.</param>
    /// <param name="page">The page.</param>
    /// <param name="scripts">Its scripts.</param>
    public static void MapPage(this IEndpointRouteBuilder routes, Assembly owner, string page, params ReadOnlySpan<string> scripts)
    {
        Map(routes, owner, "/", page, "text/html; charset=utf-8");
        foreach (var script in scripts) Script(routes, owner, script);
        var shared = typeof(PageFiles).Assembly;
        Map(routes, shared, "/dashboard.css", "dashboard.css", "text/css; charset=utf-8");
        Script(routes, shared, "session.js");
        Script(routes, shared, "health.js");
        routes.MapGet("/favicon.ico", () => Results.NoContent());
    }

    /// <summary>One file of a page.</summary>
    public static Stream Open(Assembly owner, string file) =>
        owner.GetManifestResourceStream($"pages/{file}")
            ?? throw new InvalidOperationException($"the page file {file} is not in the assembly");

    private static void Script(IEndpointRouteBuilder routes, Assembly owner, string file) =>
        Map(routes, owner, $"/{file}", file, "text/javascript; charset=utf-8");

    private static void Map(IEndpointRouteBuilder routes, Assembly owner, string path, string file, string type) => routes.MapGet(
        path, (HttpContext context) =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Stream(Open(owner, file), type);
    });
}
