using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EventEdge.EdgeBridge.Http;

/// <summary>What one address may ask of the HTTP door: far more than a dashboard or a scraper needs, far less than hurts.</summary>
internal static class RequestLimit
{
    /// <summary>Requests a second in the long run.</summary>
    public const int PerSecond = 100;

    /// <summary>Requests at once.</summary>
    public const int Burst = 500;

    /// <summary>Counts requests by address; further ones are answered 429.</summary>
    public static void ByAddress(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? string.Empty,
            _ => new() { TokenLimit = Burst, TokensPerPeriod = PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = true }));
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
