using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EventEdge.EdgeBridge.Http;

/// <summary>What one address may ask of the HTTP door: far more than a dashboard or a scraper needs, far less than hurts.</summary>
internal static class RequestLimit
{
    /// <summary>Requests a second in the long run.</summary>
    public const int PerSecond = 100;

    /// <summary>Requests at once.</summary>
    public const int Burst = 500;

    private const int AddressLimit = 10_000;

    /// <summary>Counts requests by address; further ones are answered 429.</summary>
    public static void UseRequestLimit(this IApplicationBuilder app, TimeProvider time)
    {
        var budget = new RequestBudget(PerSecond, Burst, AddressLimit, time);
        app.Use((context, next) =>
        {
            if (budget.TryTake(context.Connection.RemoteIpAddress ?? IPAddress.None)) return next(context);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return Task.CompletedTask;
        });
    }

    /// <summary>Bounds one request.</summary>
    public static void Bound(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = 16 * 1024;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxConcurrentConnections = 256;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }
}
