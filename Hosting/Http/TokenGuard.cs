using System.Net;
using EventEdge.Hosting.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EventEdge.Hosting.Http;

/// <summary>
/// Where a token is configured, asks for it: <c>Authorization: Bearer …</c>. Open are the health endpoints and the dashboard's own files,
/// which show nothing of the node. Changes are written to the audit log.
/// </summary>
internal static class TokenGuard
{
    private const string Scheme = "Bearer ";

    private static readonly HashSet<string> Open =
        new(["/", "/dashboard.css", "/dashboard.js", "/cloud.js", "/charts.js", "/session.js", "/health.js", "/favicon.ico",
            "/healthz/live", "/healthz/ready"], StringComparer.Ordinal);

    /// <summary>Adds the guard; it belongs behind the host guard and before every endpoint.</summary>
    public static IApplicationBuilder UseTokenGuard(this IApplicationBuilder app, AccessGate gate) => app.Use(async (context, next) =>
    {
        var verdict = IsOpen(context.Request) ? TokenVerdict.Right : gate.Check(Peer(context), Token(context.Request));
        var isChange = !IsReading(context.Request);
        if (verdict != TokenVerdict.Right || isChange) Note(gate, context, verdict);
        if (verdict == TokenVerdict.Right) await next(context);
        else await RefuseAsync(context.Response, verdict);
    });

    private static bool IsReading(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static bool IsOpen(HttpRequest request) => IsReading(request) && Open.Contains(request.Path.Value ?? string.Empty);

    private static IPAddress Peer(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;

    private static string? Token(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    private static Task RefuseAsync(HttpResponse response, TokenVerdict verdict)
    {
        if (verdict == TokenVerdict.TooManyFailures)
        {
            response.StatusCode = StatusCodes.Status429TooManyRequests;
            response.Headers.RetryAfter = "60";
            return response.WriteAsync("too many wrong tokens; try later\n");
        }

        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = verdict == TokenVerdict.Missing ? "Bearer" : "Bearer error=\"invalid_token\"";
        return response.WriteAsync("this node asks for its token: Authorization: Bearer …\n");
    }

    private static void Note(AccessGate gate, HttpContext context, TokenVerdict verdict) =>
        gate.Audit.Record(AuditEvent.Http, verdict == TokenVerdict.Right, new()
        {
            Peer = $"{Peer(context)}:{context.Connection.RemotePort}",
            Subject = $"{context.Request.Method} {context.Request.Path}",
            Reason = verdict switch
            {
                TokenVerdict.Right => gate.AsksForToken ? "token" : "loopback",
                TokenVerdict.Missing => "no token",
                TokenVerdict.Wrong => "wrong token",
                _ => "too many failures",
            },
        });
}
