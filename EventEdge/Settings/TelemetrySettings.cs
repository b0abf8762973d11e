using System.Globalization;
using EventEdge.Cli;
using EventEdge.Hosting.Telemetry;

namespace EventEdge.Settings;

/// <summary>Where a node's metrics and traces are sent, and how many messages are traced.</summary>
internal static class TelemetrySettings
{
    public static readonly Setting Endpoint = new("otlp-endpoint", "URL", "OpenTelemetry collector that metrics and traces are sent to, "
        + "such as http://127.0.0.1:4317; OTEL_EXPORTER_OTLP_ENDPOINT counts too. Default: none");
    public static readonly Setting Protocol = new("otlp-protocol", "grpc|http/protobuf", "How it is spoken to. Default: grpc");
    public static readonly Setting HeadersFile = new(
        "otlp-headers-file", "FILE", "File with headers for it, NAME=VALUE a line. Default: none, or OTEL_EXPORTER_OTLP_HEADERS");
    public static readonly Setting TraceRatio = new(
        "trace-ratio", "SHARE",
        "Share of the messages without a traceparent of their own whose way is traced, 0 to 1, such as 0.001. Default: 0");

    /// <summary>What a node that takes frames uses.</summary>
    public static readonly Setting[] Cloud = [Endpoint, Protocol, HeadersFile];

    public static readonly Setting[] All = [.. Cloud, TraceRatio];

    private static readonly Setting[] OfEndpoint = [Protocol, HeadersFile];

    // OpenTelemetry's own variables, beneath every other source. What more there is of them is read by its library.
    private static readonly (string Variable, Setting Setting)[] Standard =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", Endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", Protocol), ("OTEL_TRACES_SAMPLER_ARG", TraceRatio)];

    /// <summary>What the standard's variables say, by key.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> FromStandard(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault("OTEL_SDK_DISABLED") is { } off && off.Equals("true", StringComparison.OrdinalIgnoreCase))
            yield break;
        foreach (var (variable, setting) in Standard)
        {
            if (environment.TryGetValue(variable, out var value)) yield return new(setting.Key, value);
        }
    }

    public static TelemetryOptions Read(ResolvedSettings settings, string service, string instance)
    {
        var options = new TelemetryOptions
        {
            Service = service,
            Instance = instance,
            Endpoint = settings.Address(Endpoint, "http://127.0.0.1:4317", "http", "https"),
            Protocol = ProtocolOf(settings.Text(Protocol)),
            Headers = settings.Secret(HeadersFile) is { } headers
                ? string.Join(',', headers.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                : null,
        };
        if (options.Endpoint is null && Array.Find(OfEndpoint, settings.IsFlag) is { } idle)
            throw CommandFailure.BadInput($"{idle.Flag} needs {Endpoint.Flag}: without a collector nothing is sent");
        return options;
    }

    /// <summary>The share of messages that are traced.</summary>
    public static double Ratio(ResolvedSettings settings)
    {
        if (settings.Text(TraceRatio) is not { } text) return 0;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw CommandFailure.BadInput($"{TraceRatio.Flag}: '{text}' is not a number from 0 to 1, such as 0.001");
    }

    private static TelemetryProtocol ProtocolOf(string? text) => text switch
    {
        null or "grpc" => TelemetryProtocol.Grpc,
        "http/protobuf" => TelemetryProtocol.Http,
        _ => throw CommandFailure.BadInput($"{Protocol.Flag}: '{text}' is none of grpc, http/protobuf"),
    };
}
