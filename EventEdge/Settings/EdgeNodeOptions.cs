using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Security;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.Hosting.Telemetry;
using EventEdge.Settings.Values;

namespace EventEdge.Settings;

/// <summary>How an edge node is deployed.</summary>
internal sealed record EdgeNodeOptions
{
    private const long DefaultOutboxLimitBytes = 1L << 30;
    private const long SmallestFunctionMemory = 1L << 20;

    /// <summary>Path of the bindings file. Default <c>bindings.yaml</c>.</summary>
    public required string Bindings { get; init; }

    /// <summary>Directory of journal, outbox and, where the store is in this process, the store. Default <c>data</c>.</summary>
    public required string Data { get; init; }

    /// <summary>Where the embedded broker listens; without meaning when <see cref="Broker"/> is set.</summary>
    public required HostPort Mqtt { get; init; }

    /// <summary>Where it listens besides, with TLS, WebSocket or both.</summary>
    public IReadOnlyList<MqttEndpoint> MqttEndpoints { get; init; } = [];

    /// <summary>What the embedded broker takes from its clients; where it listens and keeps things is said elsewhere.</summary>
    public EmbeddedBrokerOptions Listener { get; init; } = new() { Node = "node" };

    /// <summary>Who may come in through the listeners, and what they may do.</summary>
    public SecurityOptions Security { get; init; } = new();

    /// <summary>Files with secrets: processes of functions must not read them.</summary>
    public IReadOnlyList<string> SecretFiles { get; init; } = [];

    /// <summary>Where HTTP listens.</summary>
    public required HostPort Http { get; init; }

    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    /// <summary>Most bytes of waiting results on disk. Default 1 GiB.</summary>
    public long OutboxLimitBytes { get; init; } = DefaultOutboxLimitBytes;

    /// <summary>How long a function in the node's own process may run until the node ends; null for ever.</summary>
    public TimeSpan? HangLimit { get; init; }

    /// <summary>Bytes that functions outside the node's process may use together; null for no limit.</summary>
    public long? FunctionMemoryBytes { get; init; }

    /// <summary>Processors that they may use together while they work; null for no limit.</summary>
    public double? FunctionCpus { get; init; }

    /// <summary>Threads that decode messages and keep windows; null for what the processors are worth.</summary>
    public int? Workers { get; init; }

    /// <summary>Most results a second that leave of a backlog; null for no limit.</summary>
    public double? ReplayRate { get; init; }

    /// <summary>An external MQTT broker; null for the embedded one.</summary>
    public ExternalBrokerOptions? Broker { get; init; }

    /// <summary>The bus; null for the one inside this process (<c>up</c>, <c>demo</c>).</summary>
    public RabbitMqOptions? RabbitMq { get; init; }

    /// <summary>Where metrics and traces are sent.</summary>
    public TelemetryOptions Telemetry { get; init; } = new() { Service = "eventedge-edge", Instance = "edge" };

    /// <summary>Share of the messages without a trace of their own that are traced. Default 0.</summary>
    public double TraceRatio { get; init; }

    /// <summary>Log warnings and worse only: the demo's page says the rest.</summary>
    public bool Quiet { get; init; }

    public static EdgeNodeOptions From(ResolvedSettings settings) => new()
    {
        // First: beside an external broker much of the rest has no use.
        Broker = BrokerSettings.From(settings),
        Bindings = settings.Text(KnownSettings.Bindings) ?? "bindings.yaml",
        Data = settings.Text(KnownSettings.Data) ?? "data",
        Mqtt = settings.Address(KnownSettings.Mqtt, "127.0.0.1:1883"),
        MqttEndpoints = [.. SecuritySettings.Endpoints(settings)],
        Listener = ListenerSettings.Read(settings),
        Security = SecuritySettings.Edge(settings),
        SecretFiles = [.. SecuritySettings.SecretFiles(settings)],
        Http = settings.Address(KnownSettings.Http, "127.0.0.1:8080"),
        Node = NodeName.From(settings),
        OutboxLimitBytes = settings.Size(KnownSettings.OutboxLimit, EdgeOptions.SmallestOutboxLimitBytes, DefaultOutboxLimitBytes),
        HangLimit = settings.Duration(KnownSettings.RestartOnHang, TimeSpan.FromSeconds(1)),
        FunctionMemoryBytes = settings.Text(KnownSettings.FunctionMemory) is null ? null : settings.Size(
            KnownSettings.FunctionMemory, SmallestFunctionMemory, 0),
        FunctionCpus = settings.Rate(KnownSettings.FunctionCpus),
        Workers = settings.Count(KnownSettings.Workers, 1, DispatcherOptions.MostWorkers),
        ReplayRate = settings.Rate(KnownSettings.ReplayRate),
        Telemetry = TelemetrySettings.Read(settings, "eventedge-edge", NodeName.From(settings)),
        TraceRatio = TelemetrySettings.Ratio(settings),
    };
}
