using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EventEdge.Hosting.Http;

/// <summary>
/// Keeps other web sites out. On a listener that asks for no token, a foreign name that resolves to loopback (DNS rebinding) is answered
/// 421; on every listener, a change asked for by another origin, or in a form a plain HTML form could send, is answered 403 or 415.
/// </summary>
public static class HostGuard
{
    /// <summary>Adds the guard; it belongs before every endpoint.</summary>
    /// <param name="app">The listener.</param>
    /// <param name="anyName">Whether the listener answers to every name: another site cannot know its token.</param>
    public static IApplicationBuilder UseHostGuard(this IApplicationBuilder app, bool anyName = false) => app.Use((context, next) =>
    {
        var refusal = Refusal(context.Request, anyName);
        if (refusal is null) return next(context);
        context.Response.StatusCode = refusal.Value;
        return Task.CompletedTask;
    });

    /// <summary>True for names that only ever mean this machine, with or without a port.</summary>
    public static bool IsLoopbackName(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static int? Refusal(HttpRequest request, bool anyName)
    {
        if (!anyName && !IsLoopbackName(request.Host)) return StatusCodes.Status421MisdirectedRequest;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return null;
        if (!IsSameOrigin(request)) return StatusCodes.Status403Forbidden;
        return request.HasJsonContentType() ? null : StatusCodes.Status415UnsupportedMediaType;
    }

    private static bool IsSameOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none")) return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
