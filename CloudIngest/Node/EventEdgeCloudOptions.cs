using EventEdge.Hosting.Access;
using EventEdge.Hosting.Http;

namespace EventEdge.CloudIngest.Node;

/// <summary>A cloud node: where frames come from, where points go, and who may ask.</summary>
public sealed class EventEdgeCloudOptions
{
    /// <summary>The ingest: data directory, bus, store. Default: <c>data</c>, the bus of this process, the embedded store.</summary>
    public CloudOptions Ingest { get; set; } = new() { DataDirectory = "data" };

    /// <summary>
    /// Where the page, <c>/healthz</c> and <c>/metrics</c> are; null for nowhere. Default 127.0.0.1:8080; the gate is made from
    /// <see cref="Access"/>.
    /// </summary>
    public HttpOptions? Http { get; set; } = new();

    /// <summary>Who may ask. Default: nobody is asked for a token, and HTTP listens on loopback only.</summary>
    public AccessOptions Access { get; set; } = new();
}
