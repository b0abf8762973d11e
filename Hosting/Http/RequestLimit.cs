using System.Net;
using EventEdge.Hosting.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EventEdge.Hosting.Http;

/// <summary>What one address may ask of the HTTP endpoint: far more than a dashboard or a scraper needs, far less than hurts.</summary>
internal static class RequestLimit
{
    /// <summary>Requests a second in the long run.</summary>
    public const int PerSecond = 100;

    /// <summary>Requests at once.</summary>
    public const int Burst = 500;

    /// <summary>Connections at once, of all addresses.</summary>
    public const int Connections = 256;

    /// <summary>Connections at once from one address, an IPv6 network of 64 bits counting as one: others come in beside it.</summary>
    public const int AddressConnections = 64;

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

    /// <summary>Counts connections by address, before TLS; further ones are closed.</summary>
    public static void UseConnectionLimit(this ListenOptions listen)
    {
        var slots = new ConnectionCount(AddressConnections);
        listen.Use(next => async connection =>
        {
            var peer = PeerNetwork.Of((connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None);
            if (!slots.TryTake(peer))
            {
                connection.Abort();
                return;
            }

            try
            {
                await next(connection);
            }
            finally
            {
                slots.Release(peer);
            }
        });
    }

    /// <summary>Bounds one request.</summary>
    public static void Bound(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = 16 * 1024;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxConcurrentConnections = Connections;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }
}
