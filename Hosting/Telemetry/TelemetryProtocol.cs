namespace EventEdge.Hosting.Telemetry;

/// <summary>How OTLP travels.</summary>
public enum TelemetryProtocol
{
    /// <summary>gRPC, usually at port 4317.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP, usually at port 4318; <c>/v1/metrics</c> and <c>/v1/traces</c> are added to the address.</summary>
    Http,
}
