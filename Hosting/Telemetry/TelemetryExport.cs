using System.Runtime.CompilerServices;
using EventEdge.Contracts.Tracing;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EventEdge.Hosting.Telemetry;

/// <summary>
/// Sends every instrument and the spans of sampled messages over OTLP. What the collector does not take is dropped by the exporter within
/// its bounds; the node never waits for it. Life: Start, Dispose, which sends what is left.
/// </summary>
public sealed class TelemetryExport : IDisposable
{
    private const string Meters = "EventEdge.*";

    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private TelemetryExport(TelemetryOptions options)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(options.Service, serviceInstanceId: options.Instance);
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters)
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, options, "v1/metrics");
                if (options.MetricInterval is { } interval)
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)interval.TotalMilliseconds;
            })
            .Build();
        // What is sampled was decided where the message came in.
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(EventTrace.SourceName)
            .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
            .AddOtlpExporter(exporter => Configure(exporter, options, "v1/traces"))
            .Build();
    }

    /// <summary>Begins to send; null where there is nowhere to send to, and then nothing of OpenTelemetry is loaded.</summary>
    public static IDisposable? Start(TelemetryOptions options) => options.Endpoint is null ? null : Open(options);

    /// <inheritdoc />
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TelemetryExport Open(TelemetryOptions options) => new(options);

    private static void Configure(OtlpExporterOptions exporter, TelemetryOptions options, string path)
    {
        var isHttp = options.Protocol == TelemetryProtocol.Http;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = isHttp ? new Uri($"{options.Endpoint!.AbsoluteUri.TrimEnd('/')}/{path}") : options.Endpoint!;
        if (options.Headers is { } headers) exporter.Headers = headers;
    }
}
