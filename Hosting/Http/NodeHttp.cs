using System.Net.Sockets;
using EventEdge.Contracts.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventEdge.Hosting.Http;

/// <summary>
/// A node's HTTP endpoint with its limits and guards; each node maps its own endpoints. Life: StartAsync, DisposeAsync.
/// </summary>
public sealed class NodeHttp : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private NodeHttp(WebApplication app) => _app = app;

    /// <summary>Where it answers on this machine, with the port really taken: <c>http://127.0.0.1:8080</c>.</summary>
    public Uri Address => Reachable(new(_app.Urls.First()));

    /// <summary>Opens the listener, with the same guards before whatever is behind it.</summary>
    /// <param name="options">Where.</param>
    /// <param name="time">Clock of the limits.</param>
    /// <param name="log">Where log lines go.</param>
    /// <param name="map">Maps the node's endpoints; the token ends when the node stops.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="HttpEndpointException">The port is in use or the address is not a loopback one.</exception>
    public static async Task<NodeHttp> StartAsync(
        HttpOptions options, TimeProvider time, ILoggerFactory log, Action<IEndpointRouteBuilder, CancellationToken> map,
        CancellationToken cancellation)
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
            var reason = Outage.OfListening(
                refused as SocketException ?? refused.GetBaseException() as SocketException ?? new((int)SocketError.AddressAlreadyInUse));
            throw new HttpEndpointException($"HTTP cannot listen at {options.Host}:{options.Port}: {reason}", refused);
        }
    }

    /// <summary>Ends open streams and closes the listener, within five seconds.</summary>
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
}
