using EventEdge.EdgeBridge.Outbox;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Process;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>
/// The uplink, and with the in-memory bus the cloud's part behind it, as the services they are registered as. Services start in order of
/// registration, so that whoever takes frames is there before the one who sends, and stop the other way round.
/// </summary>
internal sealed class HostedUplink : IUplink
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly ServiceProvider _services;
    private readonly UplinkStatus _status;
    private readonly IReadOnlyList<IHostedService> _hosted;
    private readonly CancellationTokenSource _stop = new();
    private Task _started = Task.CompletedTask;
    private volatile HealthProblem? _refusal;

    private HostedUplink(ServiceProvider services)
    {
        _services = services;
        try
        {
            _status = services.GetRequiredService<UplinkStatus>();
            _hosted = [.. services.GetServices<IHostedService>()];
            Beside = services.GetService<IProcessPart>();
        }
        catch
        {
            // Nothing of it has run. What goes wrong now must not hide why it was refused: the node may wait for that.
            _ = services.DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>What takes the results in this process; null where that is another one.</summary>
    public IProcessPart? Beside { get; }

    public UplinkState State => _refusal is null ? _status.State : UplinkState.Down;

    public DateTimeOffset? Since => _status.Since;

    public string? LastError => _refusal?.Reason ?? _status.LastError;

    /// <summary>Whether its services have started and their loops run.</summary>
    public HealthProblem? Problem => _refusal ?? ServiceLoops.Look(_hosted);

    public long Bytes => _status.Bytes;

    public long Frames => _status.Frames;

    /// <summary>Makes them; nothing runs yet.</summary>
    /// <param name="options">The uplink.</param>
    /// <param name="beside">Registers what takes the results in this process.</param>
    /// <param name="log">Where log lines go.</param>
    /// <param name="outbox">What is sent.</param>
    /// <param name="link">Whether it may be.</param>
    public static HostedUplink Open(
        UplinkOptions options, Action<IServiceCollection>? beside, ILoggerFactory log, IOutboxReader outbox, LinkSwitch link)
    {
        var services = new ServiceCollection().AddSingleton(log).AddLogging().AddSingleton(outbox).AddSingleton(link);
        beside?.Invoke(services);
        return new(services.AddUplink(options).BuildServiceProvider());
    }

    public void Start() => _started = Task.Run(StartAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _started.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ServiceStop.AllAsync(_hosted.Reverse(), StopLimit);
        await _services.DisposeAsync();
        _stop.Dispose();
    }

    private async Task StartAsync()
    {
        foreach (var service in _hosted)
        {
            try
            {
                await service.StartAsync(_stop.Token);
            }
            catch (Exception error) when (!_stop.IsCancellationRequested)
            {
                // Those after it are not started: who sends must not run without whoever takes the frames.
                Refused(service.GetType().Name, error);
                return;
            }
        }
    }

    private void Refused(string service, Exception error)
    {
        var reason = error.GetBaseException().Message.ReplaceLineEndings(" ");
        _refusal = new(
            HealthLevel.Dead,
            $"the uplink does not run, as its service {service} did not start: {reason}",
            "mend that and start the node again: results wait in the outbox until then");
        _services.GetRequiredService<ILoggerFactory>().CreateLogger<HostedUplink>().NotStarted(service, reason, error);
    }
}
