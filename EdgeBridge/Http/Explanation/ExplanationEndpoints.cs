using System.Text;
using System.Text.Json;
using EventEdge.EdgeBridge.Explanation;
using EventEdge.FunctionDispatcher.Explanation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.EdgeBridge.Http.Explanation;

/// <summary>
/// <c>GET /api/why?name=</c>, <c>GET /api/explain?topic=</c> for the newest remembered message, and <c>POST /api/explain</c> with
/// <c>topic</c> and <c>payload</c>, as text or in base64, for a message that is tried. Nothing is changed by any of them.
/// </summary>
internal static class ExplanationEndpoints
{
    public static void MapExplanation(this IEndpointRouteBuilder routes, INodeExplainer explainer)
    {
        routes.MapGet("/api/why", (string? name) => string.IsNullOrEmpty(name)
            ? Results.Text("expected ?name= with a binding or a measurement", statusCode: 400)
            : Results.Json(explainer.Why(name), ExplanationJson.Default.WhyAnswer));
        routes.MapGet("/api/explain", (string? topic) => explainer.Last(topic) is { } last
            ? Results.Json(last, ExplanationJson.Default.MessageExplanation)
            : Results.Text("no such message is remembered", statusCode: 404));
        routes.MapPost(
            "/api/explain", (HttpRequest request, CancellationToken aborted) => TryAsync(explainer, request, aborted));
    }

    private static async Task<IResult> TryAsync(INodeExplainer explainer, HttpRequest request, CancellationToken aborted) =>
        await ReadAsync(request, aborted) is { Topic: { } topic } tried && TriedMessage.FaultOf(topic) is null
            ? Results.Json(explainer.Explain(topic, Payload(tried)), ExplanationJson.Default.MessageExplanation)
            : Results.Text("expected topic without wildcards, and payload or payload_base64, as a JSON object", statusCode: 400);

    private static byte[] Payload(TriedRequest tried) =>
        tried.PayloadBase64 ?? (tried.Payload is { } text ? Encoding.UTF8.GetBytes(text) : []);

    private static async Task<TriedRequest?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, ExplanationJson.Default.TriedRequest, cancellation);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Body of <c>POST /api/explain</c>: a message that is tried.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its payload as text; null where it is given in base64, or empty.</param>
/// <param name="PayloadBase64">Its payload's bytes; null where it is given as text.</param>
public sealed record TriedRequest(string? Topic, string? Payload = null, byte[]? PayloadBase64 = null);
