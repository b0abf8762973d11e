using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Explanation;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Http;
using EventEdge.Hosting.Metrics;
using EventEdge.Hosting.Process;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Node;

/// <summary>
/// The parts of one run of an edge node: data directory, guard, MQTT, node, uplink, HTTP. Life: StartAsync, DisposeAsync.
/// </summary>
internal sealed class EdgeNodeParts : INodeView, IAsyncDisposable
{
    private readonly EventEdgeNodeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _log;
    private readonly DataDirectory _data;
    private readonly AccessControl _gate;
    private readonly EdgeNode _node;
    private HostedUplink? _uplink;
    private EmbeddedBroker? _broker;
    private NodeHttp? _http;
    private IDisposable? _metrics;

    private EdgeNodeParts(EventEdgeNodeOptions options, TimeProvider time, ILoggerFactory log, AccessControl gate, DataDirectory data)
    {
        (_options, _time, _log, _gate, _data) = (options, time, log, gate, data);
        SecretFiles.Warn(log.CreateLogger<DataDirectory>(), data.Path, options.Broker?.PasswordFile, options.Broker?.KeyFile);
        _node = new EdgeNode(options.Edge with { DataDirectory = data.Path }, OpenEndpoint, OpenUplink, time, log);
    }

    public Uri? Address => _http?.Address;

    public int? MqttPort => _broker?.Port;

    public Task<string> Hung => _node.Hung;

    public Task<string>? Died => Beside?.Died;

    public LinkSwitch Link => _node.Link;

    public INodeExplainer Explainer => _node.Explainer;

    public IDeadLetterService DeadLetters => _node.DeadLetters;

    public HttpInvoker Functions => _node.Functions;

    public SecurityCounts Security => _gate.Access.Counts;

    public HealthChecks Health => _node.Health;

    public ListenerCounts? Listener => _broker?.Counts;

    public MeterReadings Meters => _node.Meters;

    public long? PointsStored => Beside?.PointsStored;

    private IProcessPart? Beside => _uplink?.Beside;

    /// <exception cref="NodeStartException">It cannot start.</exception>
    public static async Task<EdgeNodeParts> StartAsync(
        EventEdgeNodeOptions options, TimeProvider time, ILoggerFactory log, CancellationToken cancellation)
    {
        var node = await OpenAsync(options, time, log).ConfigureAwait(false);
        try
        {
            await node.StartAsync(cancellation).ConfigureAwait(false);
            return node;
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public static AccessControl OpenGate(EventEdgeNodeOptions options, TimeProvider time, ILoggerFactory log) =>
        AccessControl.Open(
            options.Security with { AuditDirectory = options.Security.AuditDirectory ?? options.DataDirectory }, time,
            log.CreateLogger<AccessControl>());

    public static UplinkOptions UplinkOf(EventEdgeNodeOptions options) => new()
    {
        Node = options.Edge.Node,
        Bus = options.RabbitMq,
        ReplayRate = options.ReplayRate,
    };

    public EdgeSnapshot Snapshot() => _node.Snapshot();

    public IReadOnlyList<BindingLine> Bindings() => _node.Bindings();

    public EdgeLedger? Ledger() => _node.Ledger();

    public IReadOnlyList<RecentResult> Recent(long after) => _node.Recent(after);

    public async ValueTask DisposeAsync()
    {
        if (_http is not null) await _http.DisposeAsync().ConfigureAwait(false);
        _metrics?.Dispose();
        await _node.DisposeAsync().ConfigureAwait(false);
        NodeAddress.Remove(_data.Path);
        await _gate.DisposeAsync().ConfigureAwait(false);
        _data.Dispose();
    }

    // What refuses leaves nothing behind: the same directory may be tried again when its disk works.
    private static async Task<EdgeNodeParts> OpenAsync(EventEdgeNodeOptions options, TimeProvider time, ILoggerFactory log)
    {
        var gate = OpenGate(options, time, log);
        DataDirectory? data = null;
        try
        {
            data = DataDirectory.Open(options.DataDirectory);
            return new(options, time, log, gate, data);
        }
        catch
        {
            data?.Dispose();
            await gate.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        _node.Surroundings = facts => facts with
        {
            Listener = Listener,
            Security = Security,
            HasStore = Beside is not null,
            StoreProblem = HealthEntry.Sentence(Beside?.Health.Look() ?? []),
        };
        Health.Add("services", () => _uplink!.Problem);
        if (Beside is { } beside)
        {
            Health.Include(beside.Health);
            Meters.Include(beside.Metrics);
        }

        await _node.StartAsync(cancellation).ConfigureAwait(false);
        _metrics = EdgeMetrics.Open(this, Meters.Scope, _time);
        if (_options.Http is not { } http) return;
        _http = await EdgeHttp.StartAsync(http with { Gate = _gate.Access }, this, _time, _log, cancellation).ConfigureAwait(false);
        NodeAddress.Write(_data.Path, _http.Address);
    }

    private IMqttEndpoint OpenEndpoint(IMessageIntake intake)
    {
        if (_options.Broker is { } broker) return External(broker, intake);
        _broker = Embedded(intake);
        return _broker;
    }

    private ExternalBroker External(ExternalBrokerOptions broker, IMessageIntake intake) => new(
        broker with { SubscriptionFile = Path.Combine(_data.Path, "mqtt-session.json") }, intake, _time,
        _log.CreateLogger<ExternalBroker>());

    private EmbeddedBroker Embedded(IMessageIntake intake)
    {
        var options = _options.Mqtt with
        {
            Node = _options.Edge.Node,
            RetainedFile = Path.Combine(_data.Path, "retained.db"),
            SessionFile = Path.Combine(_data.Path, "sessions.db"),
            ConnectionLimit = OpenFiles.ClientsWithin(_options.Mqtt.ConnectionLimit),
        };
        return new(options, intake, _time, _log.CreateLogger<EmbeddedBroker>(), _gate);
    }

    private HostedUplink OpenUplink(IOutboxReader outbox, LinkSwitch link) =>
        _uplink = HostedUplink.Open(UplinkOf(_options), _options.InProcess, _log, outbox, link);
}
