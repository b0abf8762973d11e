using System.Net.Sockets;
using EventEdge.Contracts.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Http;

/// <summary>
/// A node's HTTP door: health, metrics, status, live stream, link switch and dashboard. Life: StartAsync, DisposeAsync.
/// </summary>
public sealed class NodeHttp : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private NodeHttp(WebApplication app) => _app = app;

    /// <summary>Where it answers on this machine, with the port really taken: <c>http://127.0.0.1:8080</c>.</summary>
    public Uri Address => Reachable(new(_app.Urls.First()));

    /// <summary>Opens the door of an edge node.</summary>
    /// <exception cref="HttpDoorException">The port is in use or the address is not a loopback one.</exception>
    public static Task<NodeHttp> StartAsync(
        HttpOptions options, INodeView view, TimeProvider time, ILoggerFactory log, CancellationToken cancellation) =>
        StartAsync(options, time, log, (app, stopping) => MapNode(app, options, view, time, stopping), cancellation);

    /// <summary>Opens a door with the same guards and other endpoints (the cloud node's).</summary>
    /// <exception cref="HttpDoorException">The port is in use or the address is not a loopback one.</exception>
    public static async Task<NodeHttp> StartAsync(
        HttpOptions options, TimeProvider time, ILoggerFactory log, Action<IEndpointRouteBuilder, CancellationToken> map, CancellationToken cancellation)
    {
        var app = Build(options, log);
        app.UseRequestLimit(time);
        app.UseHostGuard(anyName: options.Gate is { AsksForToken: true });
        if (options.Gate is { } gate) app.UseTokenGuard(gate);
        map(app, app.Lifetime.ApplicationStopping);
        try
        {
            await app.StartAsync(cancellation);
            return new(app);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            await app.DisposeAsync();
            var reason = Outage.OfListening(refused as SocketException ?? refused.GetBaseException() as SocketException ?? new((int)SocketError.AddressAlreadyInUse));
            throw new HttpDoorException($"HTTP cannot listen at {options.Host}:{options.Port}: {reason}", refused);
        }
    }

    /// <summary>Ends open streams and closes the door, within five seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    // One may listen on every address, but not call it.
    private static Uri Reachable(Uri bound) => bound.Host switch
    {
        "0.0.0.0" => new UriBuilder(bound) { Host = "127.0.0.1" }.Uri,
        "[::]" => new UriBuilder(bound) { Host = "[::1]" }.Uri,
        _ => bound,
    };

    private static WebApplication Build(HttpOptions options, ILoggerFactory log)
    {
        var address = options.Address;
        // The empty one: settings files, their watches and log providers are not read here, and cost memory.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "eventedge" });
        builder.Services.AddSingleton(log);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<Microsoft.Extensions.Hosting.IHostLifetime, SilentLifetime>();
        if (options.Tls is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            RequestLimit.Bound(kestrel.Limits);
            kestrel.Listen(address, options.Port, listen =>
            {
                listen.UseConnectionLimit();
                if (options.Tls is { } tls) listen.UseHttps((_, _, _, _) => ValueTask.FromResult(tls.ForHttp()), new object());
            });
        });
        return builder.Build();
    }

    private static void MapNode(
        IEndpointRouteBuilder routes, HttpOptions options, INodeView view, TimeProvider time, CancellationToken stopping)
    {
        routes.MapHealth(() => EdgeHealth.Of(view));
        routes.MapStatus(view);
        routes.MapBooks(view);
        if (view.Letters is { } letters) routes.MapDeadLetters(letters);
        routes.MapLink(view);
        new StreamEndpoint(view, time, options.StreamLimit, stopping).Map(routes);
        routes.MapDashboard();
        if (view.Functions is { } functions) routes.MapFunctions(functions);
    }
}
