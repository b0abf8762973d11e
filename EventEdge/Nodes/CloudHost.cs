using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Http;
using EventEdge.CloudIngest.Stores;
using EventEdge.Commands;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Http;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Http;
using EventEdge.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.Nodes;

/// <summary>Puts a cloud node's process together: bus consumers, store and its small HTTP door.</summary>
internal sealed class CloudHost : IRunningNode
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly ILoggerFactory _log = NodeLog.Create();
    private readonly DataDirectory _data;
    private readonly AccessGate _gate;
    private readonly StoreOptions _store;
    private readonly ServiceProvider _services;
    private NodeHttp? _http;

    private CloudHost(CloudNodeOptions options)
    {
        _gate = AccessGate.Open(options.Security with { AuditDirectory = Path.GetFullPath(options.Data) }, TimeProvider.System, _log.CreateLogger<AccessGate>());
        _data = DataDirectory.Open(options.Data);
        var cloud = new CloudOptions
        {
            DataDirectory = _data.Path,
            Transport = options.RabbitMq is null ? BusTransport.InMemory : BusTransport.RabbitMq,
            RabbitMq = options.RabbitMq ?? new(),
            Senders = options.Senders,
            Store = options.Store,
        };
        _store = options.Store;
        _services = new ServiceCollection().AddSingleton(_log).AddLogging().AddCloudIngest(cloud).BuildServiceProvider();
    }

    public Uri Http => _http!.Address;

    public HostPort? Mqtt => null;

    public Task<string> Died => _services.GetRequiredService<CloudIngestStatus>().Died;

    public INodeView? View => null;

    public static async Task<IRunningNode> StartAsync(CloudNodeOptions options, CancellationToken cancellation)
    {
        FreePort.Require("HTTP", options.Http, "--http");
        var host = Create(options);
        try
        {
            await host.StartAsync(new() { Host = options.Http.Host, Port = options.Http.Port, Gate = host._gate }, cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static CloudHost Create(CloudNodeOptions options)
    {
        try
        {
            return new(options);
        }
        catch (SecurityException refused)
        {
            throw CommandFailure.Outside(refused.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_http is not null) await _http.DisposeAsync();
        using var limit = new CancellationTokenSource(StopLimit);
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _services.DisposeAsync();
        await _gate.DisposeAsync();
        NodeAddress.Remove(_data.Path);
        _data.Dispose();
        _log.Dispose();
    }

    private async Task StartAsync(HttpOptions http, CancellationToken cancellation)
    {
        var status = _services.GetRequiredService<CloudIngestStatus>();
        IReadOnlyList<IHostedService> loops = [.. _services.GetServices<IHostedService>()];
        status.Health.Add("services", () => ServiceLoops.Look(loops));
        _http = await NodeHttp.StartAsync(http, TimeProvider.System, _log, (routes, _) => routes.MapCloud(status, _data.Path, _gate), cancellation);
        foreach (var service in loops) await service.StartAsync(cancellation);
        StoreNote.Write(_data.Path, _store);
        NodeAddress.Write(_data.Path, _http.Address);
    }
}
