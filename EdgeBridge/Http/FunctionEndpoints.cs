using System.Globalization;
using System.Text;
using EventEdge.Contracts.Tracing;
using EventEdge.EdgeBridge.Requests;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Triggers.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.EdgeBridge.Http;

/// <summary>
/// Functions that answer requests, at the paths their bindings say: whatever is none of the node's own. Behind the same guards as these.
/// Answers that were not waited for are at <c>/api/requests/{id}</c>.
/// </summary>
internal static class FunctionEndpoints
{
    /// <summary>Largest body of a request to a function.</summary>
    public const int BodyLimit = 256 * 1024;

    private const string Json = "application/json";

    public static void MapFunctions(this IEndpointRouteBuilder routes, HttpInvoker endpoint)
    {
        routes.MapGet(HttpInvoker.AnswersPath + "{id}", (string id, HttpContext context) => WriteAsync(context, endpoint.Fetch(id)));
        routes.MapFallback("{**path}", (HttpContext context, CancellationToken aborted) => AnswerAsync(context, endpoint, aborted));
    }

    private static async Task AnswerAsync(HttpContext context, HttpInvoker endpoint, CancellationToken aborted)
    {
        var request = context.Request;
        if (endpoint.Find(request.Method, request.Path.Value ?? "/", out var allowed) is not var (route, captured))
        {
            await RefuseAsync(context, allowed);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = BodyLimit;
        try
        {
            var call = await CallOf(request, endpoint.NewId(), route, captured);
            context.Response.Headers["X-Request-Id"] = call.Id;
            await ReplyAsync(await endpoint.AskAsync(route, call, aborted));
        }
        catch (BadHttpRequestException bad)
        {
            var reason = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"a body may have {BodyLimit} bytes" : bad.Message;
            await ReplyAsync(new(bad.StatusCode, ReplyText.Problem(reason)));
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The caller has gone; its event goes on.
        }

        Task ReplyAsync(FunctionAnswer answer)
        {
            endpoint.Count(route, answer.Status);
            return WriteAsync(context, answer);
        }
    }

    private static async Task<HttpCall> CallOf(HttpRequest request, string id, FunctionRoute route, IReadOnlyList<string> captured)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return new(
            id,
            request.Method,
            request.Path.Value!,
            [.. route.Route.Captures.Zip(captured, KeyValuePair.Create)],
            [.. request.Query.Select(q => KeyValuePair.Create(q.Key, q.Value.FirstOrDefault() ?? string.Empty))],
            [.. route.Headers.Where(request.Headers.ContainsKey).Select(h => KeyValuePair.Create(h, request.Headers[h].ToString()))],
            body.ToArray())
        {
            Trace = TraceOf(request.Headers, request.ContentType, body),
            ContentType = request.ContentType,
            IsCloudEvent = route.TakesEvents,
            EventHeaders = route.TakesEvents ? [.. EventHeaders(request.Headers)] : [],
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> EventHeaders(IHeaderDictionary headers) =>
        headers.Where(h => h.Key.StartsWith("ce-", StringComparison.OrdinalIgnoreCase))
            .Select(h => KeyValuePair.Create(h.Key, h.Value.ToString()));

    // The header of the standard, the attribute of a CloudEvent in binary mode, or in structured mode the one in the body.
    private static string? TraceOf(IHeaderDictionary headers, string? contentType, MemoryStream body)
    {
        if (!EventTrace.IsOn) return null;
        foreach (var name in (ReadOnlySpan<string>)["traceparent", "ce-traceparent"])
        {
            if (headers.TryGetValue(name, out var value) && EventTrace.Read(Encoding.UTF8.GetBytes(value.ToString())) is { } trace)
                return trace;
        }

        return contentType is not null && CloudEventTrace.IsMarked(Encoding.UTF8.GetBytes(contentType))
            ? CloudEventTrace.Find(body.GetBuffer().AsSpan(0, (int)body.Length))
            : null;
    }

    private static Task RefuseAsync(HttpContext context, IReadOnlyList<string> allowed)
    {
        if (allowed.Count == 0)
            return WriteAsync(context, new(StatusCodes.Status404NotFound, ReplyText.Problem($"no binding answers {context.Request.Path}")));
        context.Response.Headers.Allow = string.Join(", ", allowed);
        return WriteAsync(context,
            new(StatusCodes.Status405MethodNotAllowed, ReplyText.Problem($"{context.Request.Path} answers {string.Join(", ", allowed)}")));
    }

    private static async Task WriteAsync(HttpContext context, FunctionAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers.CacheControl = "no-store";
        if (answer.Location is { } location) response.Headers.Location = location;
        if (answer.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (answer.Body.Length == 0) return;
        response.ContentType = Json;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}
