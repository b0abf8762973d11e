using System.Text.Json;
using EventEdge.Hosting.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.EdgeBridge.Http;

/// <summary>
/// <c>POST /api/link {"cut":true}</c>: cuts or restores the uplink. <see cref="HostGuard"/> has already turned strangers away.
/// </summary>
internal static class LinkEndpoint
{
    public static void MapLink(this IEndpointRouteBuilder routes, INodeView view) =>
        routes.MapPost("/api/link", async (HttpContext context) =>
        {
            var request = await ReadAsync(context.Request, context.RequestAborted);
            if (request?.Cut is not { } cut) return Results.Text("expected {\"cut\": true} or {\"cut\": false}", statusCode: 400);
            view.Link.Set(cut);
            return Results.Json(new LinkAnswer(view.Link.IsCut), NodeJson.Default.LinkAnswer);
        });

    private static async Task<LinkRequest?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, NodeJson.Default.LinkRequest, cancellation);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Body of <c>POST /api/link</c>.</summary>
/// <param name="Cut">True to cut the uplink, false to restore it; null is refused.</param>
internal sealed record LinkRequest(bool? Cut);

/// <summary>Answer of <c>POST /api/link</c>.</summary>
/// <param name="Cut">Whether the uplink is cut now.</param>
internal sealed record LinkAnswer(bool Cut);
