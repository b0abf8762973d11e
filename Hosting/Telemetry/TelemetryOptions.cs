namespace EventEdge.Hosting.Telemetry;

/// <summary>Where the metrics and traces of a process are sent.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Name of what runs here, <c>service.name</c> of everything sent. Required.</summary>
    public required string Service { get; init; }

    /// <summary>Which of them this one is, <c>service.instance.id</c>: a node's name. Required.</summary>
    public required string Instance { get; init; }

    /// <summary>The collector's address, such as <c>http://127.0.0.1:4317</c>; null to send nothing. Default null.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How the collector is spoken to. Default <see cref="TelemetryProtocol.Grpc"/>.</summary>
    public TelemetryProtocol Protocol { get; init; } = TelemetryProtocol.Grpc;

    /// <summary>Headers for the collector, such as its key: <c>name=value</c>, separated by commas. Never logged. Default none.</summary>
    public string? Headers { get; init; }

    /// <summary>
    /// Time between two looks at the metrics; null for the standard's minute, or what <c>OTEL_METRIC_EXPORT_INTERVAL</c> says. Default
    /// null.
    /// </summary>
    public TimeSpan? MetricInterval { get; init; }
}
