using EventEdge.Hosting.Health;
using EventEdge.EdgeBridge.Uplink;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventEdge.Nodes;

/// <summary>
/// The uplink, and with the in-memory bus the cloud's part behind it, as the services they are registered as. Services start in order of
/// registration, so that whoever takes frames is there before the one who sends, and stop the other way round.
/// </summary>
internal sealed class HostedUplink(ServiceProvider services) : IUplink
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly UplinkStatus _status = services.GetRequiredService<UplinkStatus>();
    private readonly IReadOnlyList<IHostedService> _hosted = [.. services.GetServices<IHostedService>()];
    private readonly CancellationTokenSource _stop = new();
    private Task _started = Task.CompletedTask;

    public UplinkState State => _status.State;

    public string? LastError => _status.LastError;

    /// <summary>Whether its loops run.</summary>
    public HealthProblem? Problem => ServiceLoops.Look(_hosted);

    public long Bytes => _status.Bytes;

    public long Frames => _status.Frames;

    public void Start() => _started = Task.Run(StartAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _started.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var limit = new CancellationTokenSource(StopLimit);
        foreach (var service in _hosted.Reverse())
        {
            await service.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await services.DisposeAsync();
        _stop.Dispose();
    }

    private async Task StartAsync()
    {
        foreach (var service in _hosted) await service.StartAsync(_stop.Token);
    }
}
