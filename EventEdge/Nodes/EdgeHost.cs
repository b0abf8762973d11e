using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Http;
using EventEdge.CloudIngest.Stores;
using EventEdge.Commands;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Standby;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Http;
using EventEdge.Hosting.Metrics;
using EventEdge.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventEdge.Nodes;

/// <summary>Puts an edge node's process together: MQTT door, node, uplink, HTTP, and where asked for, the cloud's part on the in-memory bus.</summary>
internal sealed class EdgeHost : IRunningNode, INodeView
{
    private readonly EdgeNodeOptions _options;
    private readonly StoreOptions? _store;
    private readonly ILoggerFactory _log;
    private readonly DataDirectory _data;
    private readonly Gatekeeper _gate;
    private readonly EdgeNode _node;
    private CloudIngestStatus? _cloud;
    private HostedUplink? _uplink;
    private EmbeddedBroker? _broker;
    private NodeHttp? _http;

    private EdgeHost(EdgeNodeOptions options, StoreOptions? store)
    {
        _options = options;
        _store = store;
        _log = NodeLog.Create(options.Quiet);
        _gate = OpenGate(options, _log);
        _data = DataDirectory.Open(options.Data);
        SecretFiles.Warn(_log.CreateLogger<DataDirectory>(), _data.Path, options.Broker?.PasswordFile, options.Broker?.KeyFile);
        try
        {
            _node = new EdgeNode(OptionsOf(options), OpenDoor, OpenUplink, TimeProvider.System, _log);
        }
        catch
        {
            _data.Dispose();
            throw;
        }
    }

    private static EdgeOptions OptionsOf(EdgeNodeOptions options) => new()
    {
        Node = options.Node, BindingsFile = options.Bindings, DataDirectory = Path.GetFullPath(options.Data), OutboxLimitBytes = options.OutboxLimitBytes,
        CompilerCommand = SelfCompiler.Command, FunctionMemoryBytes = options.FunctionMemoryBytes, FunctionCpus = options.FunctionCpus, HangLimit = options.HangLimit,
        Workers = options.Workers, SecretFiles = options.SecretFiles,
    };

    public Uri Http => _http!.Address;

    public HostPort? Mqtt => _broker is null ? null : new(_options.Mqtt.Host, _broker.Port);

    public INodeView View => this;

    public Task<string> Hung => _node.Hung;

    public Task<string>? Died => _cloud?.Died;

    public LinkSwitch Link => _node.Link;

    public ILetterDesk Letters => _node.Letters;

    public SecurityCounts Security => _gate.Access.Counts;

    public HealthChecks Health => _node.Health;

    public ListenerCounts? Listener => _broker?.Counts;

    public MeterReadings Meters => _node.Meters;

    public string? FurtherMetrics() => _cloud is { } cloud ? CloudMetrics.Part(cloud, _data.Path) : null;

    public long? PointsStored => _cloud?.Snapshot().PointsStored;

    /// <exception cref="CommandFailure">The node cannot start; one line says why.</exception>
    public static async Task<IRunningNode> StartAsync(EdgeNodeOptions options, StoreOptions? store, CancellationToken cancellation)
    {
        if (!File.Exists(options.Bindings)) throw CommandFailure.BadInput($"there is no bindings file {options.Bindings}: name another (--bindings), or make one with eventedge new binding NAME");
        var verdict = BindingsCheck.OfDeclarations(options.Bindings);
        if (verdict.Problems.Count > 0) throw CommandFailure.BadInput($"{FirstLine(verdict.Problems)} ({verdict.Problems.Count} in all: eventedge validate {options.Bindings})");
        FreePort.Require("HTTP", options.Http, "--http");
        if (options.Broker is null) FreePort.Require("the MQTT broker", options.Mqtt, "--mqtt");
        while (true)
        {
            try
            {
                var host = new EdgeHost(options, store);
                await host.StartAsync(cancellation);
                return host;
            }
            catch (Exception refused) when (IsPerhapsTheDisk(refused))
            {
                if (DiskProbe.Refusal(Path.GetFullPath(options.Data)) is not { } refusal)
                {
                    if (refused is EdgeStartException or MqttDoorException or SecurityException) throw CommandFailure.Outside(refused.Message);
                    throw;
                }

                await StandByAsync(options, store, refusal, cancellation);
            }
        }
    }

    private static bool IsPerhapsTheDisk(Exception refused) => refused
        is EdgeStartException or MqttDoorException or SecurityException or CommandFailure or IOException or UnauthorizedAccessException or System.Data.Common.DbException;

    private static async Task StandByAsync(EdgeNodeOptions options, StoreOptions? store, string refusal, CancellationToken cancellation)
    {
        using var log = NodeLog.Create(options.Quiet);
        await using var gate = OpenGate(options, log);
        var http = new HttpOptions { Host = options.Http.Host, Port = options.Http.Port, Gate = gate.Access };
        // The cloud's part in this process has its store on the same disk.
        Func<IOutboxReader, LinkSwitch, IUplink>? uplink = store is null ? (outbox, link) => OpenUplink(options, null, log, outbox, link).Uplink : null;
        await DiskStandby.WaitAsync(OptionsOf(options), http, refusal, uplink, log, cancellation);
    }

    public EdgeSnapshot Snapshot() => _node.Snapshot();

    public RequestDoor Functions => _node.Functions;

    public IReadOnlyList<BindingLine> Bindings() => _node.Bindings();

    public EdgeBooks? Books() => _node.Books();

    public IReadOnlyList<RecentResult> Recent(long after) => _node.Recent(after);

    public async ValueTask DisposeAsync()
    {
        if (_http is not null) await _http.DisposeAsync();
        await _node.DisposeAsync();
        NodeAddress.Remove(_data.Path);
        await _gate.DisposeAsync();
        _data.Dispose();
        _log.Dispose();
    }

    private static string FirstLine(IReadOnlyList<string> problems) => problems[0].Split('\n', 2)[0];

    private async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            Health.Add("services", () => _uplink!.Problem);
            if (_cloud is { } cloud) Health.Include(cloud.Health);
            await _node.StartAsync(cancellation);
            var http = new HttpOptions { Host = _options.Http.Host, Port = _options.Http.Port, Gate = _gate.Access };
            _http = await EdgeHttp.StartAsync(http, this, TimeProvider.System, _log, cancellation);
            if (_store is { } store) StoreNote.Write(_data.Path, store);
            NodeAddress.Write(_data.Path, _http.Address);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private static Gatekeeper OpenGate(EdgeNodeOptions options, ILoggerFactory log) =>
        Gatekeeper.Open(options.Security with { AuditDirectory = Path.GetFullPath(options.Data) }, TimeProvider.System, log.CreateLogger<Gatekeeper>());

    private IMqttDoor OpenDoor(IMessageIntake intake)
    {
        if (_options.Broker is { } broker) return External(broker, intake);
        _broker = Embedded(intake);
        return _broker;
    }

    private ExternalBroker External(ExternalBrokerOptions broker, IMessageIntake intake) => new(
        broker with { SubscriptionFile = Path.Combine(_data.Path, "mqtt-session.json") }, intake, TimeProvider.System, _log.CreateLogger<ExternalBroker>());

    private EmbeddedBroker Embedded(IMessageIntake intake)
    {
        var options = _options.Listener with
        {
            Node = _options.Node, Host = _options.Mqtt.Host, Port = _options.Mqtt.Port, Endpoints = _options.MqttEndpoints,
            RetainedFile = Path.Combine(_data.Path, "retained.db"),
            SessionFile = Path.Combine(_data.Path, "sessions.db"),
        };
        options = options with { ConnectionLimit = OpenFiles.ClientsWithin(options.ConnectionLimit) };
        return new(options, intake, TimeProvider.System, _log.CreateLogger<EmbeddedBroker>(), _gate);
    }

    private HostedUplink OpenUplink(IOutboxReader outbox, LinkSwitch link)
    {
        var (uplink, cloud) = OpenUplink(_options, _store, _log, outbox, link);
        _cloud = cloud;
        return _uplink = uplink;
    }

    private static (HostedUplink Uplink, CloudIngestStatus? Cloud) OpenUplink(
        EdgeNodeOptions options, StoreOptions? store, ILoggerFactory log, IOutboxReader outbox, LinkSwitch link)
    {
        var services = new ServiceCollection().AddSingleton(log).AddLogging().AddSingleton(outbox).AddSingleton(link);
        if (store is not null) services.AddCloudIngest(new CloudOptions { DataDirectory = Path.GetFullPath(options.Data), Store = store });
        services.AddUplink(new UplinkOptions
        {
            Node = options.Node,
            Transport = options.RabbitMq is null ? BusTransport.InMemory : BusTransport.RabbitMq,
            RabbitMq = options.RabbitMq ?? new(),
            ReplayRate = options.ReplayRate,
        });
        var provider = services.BuildServiceProvider();
        return (new(provider), provider.GetService<CloudIngestStatus>());
    }
}
