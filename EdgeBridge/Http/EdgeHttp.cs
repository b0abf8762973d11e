using EventEdge.EdgeBridge.Http.Explanation;
using EventEdge.Hosting.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Http;

/// <summary>
/// An edge node's HTTP: health, metrics, status, live stream, link switch, dashboard, and the functions that answer requests.
/// </summary>
public static class EdgeHttp
{
    /// <summary>Opens it.</summary>
    /// <exception cref="HttpEndpointException">The port is in use or the address is not a loopback one.</exception>
    public static Task<NodeHttp> StartAsync(
        HttpOptions options, INodeView view, TimeProvider time, ILoggerFactory log, CancellationToken cancellation) =>
        NodeHttp.StartAsync(options, time, log, (routes, stopping) => Map(routes, options, view, time, stopping), cancellation);

    private static void Map(
        IEndpointRouteBuilder routes, HttpOptions options, INodeView view, TimeProvider time, CancellationToken stopping)
    {
        routes.MapHealth(() => EdgeHealth.Of(view));
        routes.MapStatus(view);
        routes.MapLedger(view);
        if (view.DeadLetters is { } deadLetters) routes.MapDeadLetters(deadLetters);
        routes.MapLink(view);
        if (view.Explainer is { } explainer) routes.MapExplanation(explainer);
        new StreamEndpoint(view, time, options.StreamLimit, stopping).Map(routes);
        routes.MapPage(typeof(EdgeHttp).Assembly, "index.html", "charts.js", "dashboard.js");
        if (view.Functions is { } functions) routes.MapFunctions(functions);
    }
}
