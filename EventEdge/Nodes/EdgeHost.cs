using EventEdge.Cli;
using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Stores;
using EventEdge.EdgeBridge;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Node;
using EventEdge.Hosting.Telemetry;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.Nodes;

/// <summary>
/// An edge node as a process of its own: what <c>AddEventEdgeNode</c> registers, with what the command line says, and where asked for, the
/// ingest beside it.
/// </summary>
internal sealed class EdgeHost(NodeServices services, EdgeNodeOptions options, IDisposable? telemetry) : IRunningNode
{
    private readonly EventEdgeNode _node = services.Get<EventEdgeNode>();

    public Uri Http => _node.Address!;

    public HostPort? Mqtt { get; } = services.Get<EventEdgeNode>().MqttPort is { } port ? new(options.Mqtt.Host, port) : null;

    public Task<string> Hung { get; } = services.Get<EventEdgeNode>().Hung;

    public Task<string>? Died { get; } = services.Get<EventEdgeNode>().Died;

    public INodeView View { get; } = services.Get<EventEdgeNode>().View;

    /// <exception cref="CommandFailure">The node cannot start; one line says why.</exception>
    public static async Task<IRunningNode> StartAsync(
        EdgeNodeOptions options, StoreOptions? store, StoreCatalog stores, CancellationToken cancellation)
    {
        if (!File.Exists(options.Bindings)) throw CommandFailure.BadInput(
            $"there is no bindings file {options.Bindings}: name another (--bindings), or make one with eventedge new binding NAME");
        var verdict = BindingsCheck.OfDeclarations(options.Bindings);
        if (verdict.Problems.Count > 0) throw CommandFailure.BadInput(
            $"{FirstLine(verdict.Problems)} ({verdict.Problems.Count} in all: eventedge validate {options.Bindings})");
        FreePort.Require("HTTP", options.Http, "--http");
        if (options.Broker is null) FreePort.Require("the MQTT broker", options.Mqtt, "--mqtt");
        var telemetry = TelemetryExport.Start(options.Telemetry);
        try
        {
            var services = await NodeServices.StartAsync(
                NodeLog.Create(options.Quiet), services =>
                    services.AddEventEdgeNode(node => Configure(node, options, store, stores)), cancellation);
            if (store is not null) StoreNote.Write(Path.GetFullPath(options.Data), store, stores);
            return new EdgeHost(services, options, telemetry);
        }
        catch
        {
            telemetry?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // While the node is still there to be read: what it tells last is sent too.
        telemetry?.Dispose();
        await services.DisposeAsync();
    }

    private static string FirstLine(IReadOnlyList<string> problems) => problems[0].Split('\n', 2)[0];

    private static void Configure(EventEdgeNodeOptions node, EdgeNodeOptions options, StoreOptions? store, StoreCatalog stores)
    {
        node.Edge = new EdgeOptions
        {
            Node = options.Node, BindingsFile = options.Bindings, DataDirectory = options.Data, OutboxLimitBytes = options.OutboxLimitBytes,
            CompilerCommand = SelfCompiler.Command, FunctionMemoryBytes = options.FunctionMemoryBytes, FunctionCpus = options.FunctionCpus,
            HangLimit = options.HangLimit,
            Workers = options.Workers, SecretFiles = options.SecretFiles, TraceRatio = options.TraceRatio,
        };
        node.Mqtt = options.Listener with { Host = options.Mqtt.Host, Port = options.Mqtt.Port, Endpoints = options.MqttEndpoints };
        node.Broker = options.Broker;
        node.Http = new() { Host = options.Http.Host, Port = options.Http.Port };
        node.Security = options.Security;
        node.RabbitMq = options.RabbitMq;
        node.ReplayRate = options.ReplayRate;
        if (store is null) return;
        var cloud = new CloudOptions { DataDirectory = Path.GetFullPath(options.Data), Store = store, Stores = stores };
        node.InProcess = beside => beside.AddCloudIngest(cloud);
    }
}
