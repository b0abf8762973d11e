using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Bus;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Telemetry;
using EventEdge.Settings.Values;

namespace EventEdge.Settings;

/// <summary>How a cloud node is deployed.</summary>
internal sealed record CloudNodeOptions
{
    /// <summary>Directory of the ledger, the dead letters and the embedded store. Default <c>data</c>.</summary>
    public required string Data { get; init; }

    /// <summary>Where HTTP listens.</summary>
    public required HostPort Http { get; init; }

    /// <summary>Who may ask over HTTP.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>The bus; null for the one inside this process.</summary>
    public RabbitMqOptions? RabbitMq { get; init; }

    /// <summary>Whose frames are believed; null for the default of the bus's user.</summary>
    public SenderRule? Senders { get; init; }

    /// <summary>Where points go.</summary>
    public required StoreOptions Store { get; init; }

    /// <summary>Where metrics and traces are sent.</summary>
    public TelemetryOptions Telemetry { get; init; } = new() { Service = "eventedge-cloud", Instance = "cloud" };

    public static CloudNodeOptions From(ResolvedSettings settings, StoreFlags stores) => new()
    {
        Data = settings.Text(KnownSettings.Data) ?? "data",
        Http = settings.Address(KnownSettings.Http, "127.0.0.1:8080"),
        Access = SecuritySettings.Cloud(settings),
        RabbitMq = BusSettings.RabbitMq(settings),
        Senders = settings.Text(KnownSettings.Senders) is null ? null : settings.OneOf(KnownSettings.Senders, SenderRule.Named),
        Store = stores.Read(settings),
        Telemetry = TelemetrySettings.Read(settings, "eventedge-cloud", Environment.MachineName),
    };
}
