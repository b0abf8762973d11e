using System.Data.Common;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Standby;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Http;
using EventEdge.Hosting.Process;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Node;

/// <summary>An edge node as a service of a host: MQTT, node, uplink and HTTP. Life: StartAsync, StopAsync, each once.</summary>
public sealed class EventEdgeNode : IHostedService, IAsyncDisposable
{
    private readonly EventEdgeNodeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _log;
    private readonly IHostApplicationLifetime? _lifetime;
    private EdgeNodeParts? _parts;

    internal EventEdgeNode(EventEdgeNodeOptions options, TimeProvider time, ILoggerFactory log, IHostApplicationLifetime? lifetime) =>
        (_options, _time, _log, _lifetime) = (options, time, log, lifetime);

    /// <summary>Where it answers; null where it does not, or not yet.</summary>
    public Uri? Address => _parts?.Address;

    /// <summary>The port of the embedded broker; null where there is none, or not yet.</summary>
    public int? MqttPort => _parts?.MqttPort;

    /// <summary>Its state, link, dead letters and ledger.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public INodeView View => Parts;

    /// <summary>
    /// Completes, with the reason, when a function hangs in the process or the node's loop has ended: only a new process brings it back.
    /// </summary>
    public Task<string> Hung => Parts.Hung;

    /// <summary>
    /// Completes, with the reason, when what takes the results in this process has ended; null where that is another process.
    /// </summary>
    public Task<string>? Died => Parts.Died;

    private EdgeNodeParts Parts => _parts ?? throw new InvalidOperationException("the node does not run");

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _parts = await EdgeNodeParts.StartAsync(_options, _time, _log, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (Exception refused) when (IsPerhapsTheDisk(refused))
            {
                if (DiskProbe.Refusal(_options.DataDirectory) is not { } refusal) throw;
                await StandByAsync(refusal, cancellationToken).ConfigureAwait(false);
            }
        }

        var log = _log.CreateLogger<EventEdgeNode>();
        ProcessEnd.Follow(_parts.Hung, _lifetime, log);
        if (_parts.Died is { } died) ProcessEnd.Follow(died, _lifetime, log);
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _parts, null) is { } parts) await parts.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);

    private static bool IsPerhapsTheDisk(Exception refused) =>
        refused is (NodeStartException and not HttpEndpointException) or IOException or UnauthorizedAccessException or DbException;

    private async Task StandByAsync(string refusal, CancellationToken cancellation)
    {
        await using var gate = EdgeNodeParts.OpenGate(_options, _time, _log);
        // What takes the results in this process has its files on the same disk.
        Func<IOutboxReader, LinkSwitch, IUplink>? uplink = _options.InProcess is null
            ? (outbox, link) => HostedUplink.Open(EdgeNodeParts.UplinkOf(_options), null, _log, outbox, link)
            : null;
        var http = _options.Http is { } options ? options with { Gate = gate.Access } : null;
        await DiskStandby.WaitAsync(_options.Edge with { DataDirectory = _options.DataDirectory }, http, refusal, uplink, _time, _log,
            cancellation).ConfigureAwait(false);
    }
}
