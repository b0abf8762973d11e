using EventEdge.CloudIngest.Http;
using EventEdge.CloudIngest.Status;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Http;
using EventEdge.Hosting.Process;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Node;

/// <summary>
/// What a cloud node is besides its ingest: it holds the data directory, answers HTTP, and ends the host when a loop has ended. Life: made
/// before the ingest, started before it, stopped after it.
/// </summary>
public sealed class EventEdgeCloud : IHostedService, IAsyncDisposable
{
    private readonly EventEdgeCloudOptions _options;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _log;
    private readonly DataDirectory _data;
    private readonly AccessGate _gate;
    private NodeHttp? _http;
    private IDisposable? _metrics;
    private int _disposed;

    internal EventEdgeCloud(EventEdgeCloudOptions options, IServiceProvider services, TimeProvider time, ILoggerFactory log)
    {
        (_options, _services, _time, _log) = (options, services, time, log);
        _data = DataDirectory.Open(options.Ingest.DataDirectory);
        try
        {
            _gate = AccessGate.Open(
                options.Access with { AuditDirectory = options.Access.AuditDirectory ?? _data.Path }, time, log.CreateLogger<AccessGate>());
        }
        catch
        {
            _data.Dispose();
            throw;
        }
    }

    /// <summary>Where it answers; null where it does not, or not yet.</summary>
    public Uri? Address => _http?.Address;

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var status = _services.GetRequiredService<CloudIngestStatus>();
        // Loops of the host's own are none of ours.
        IReadOnlyList<IHostedService> loops = [
            .. _services.GetServices<IHostedService>().Where(service => service.GetType().Assembly == GetType().Assembly)];
        status.Health.Add("services", () => ServiceLoops.Look(loops));
        ProcessEnd.Follow(status.Died, _services.GetService<IHostApplicationLifetime>(), _log.CreateLogger<EventEdgeCloud>());
        StoreNote.Write(_data.Path, _options.Ingest.Store, _options.Ingest.Stores);
        _metrics = CloudMetrics.Open(status, () => _gate.Counts, _time);
        if (_options.Http is not { } http) return;
        _http = await NodeHttp.StartAsync(
            http with { Gate = _gate }, _time, _log, (routes, _) => routes.MapCloud(status), cancellationToken);
        NodeAddress.Write(_data.Path, _http.Address);
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _http, null) is { } http) await http.DisposeAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // The container knows it under two types, and disposes it for each.
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await StopAsync(CancellationToken.None);
        _metrics?.Dispose();
        await _gate.DisposeAsync();
        NodeAddress.Remove(_data.Path);
        _data.Dispose();
    }
}
