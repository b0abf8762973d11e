using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Security;
using EventEdge.Hosting.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EventEdge.EdgeBridge.Node;

/// <summary>An edge node: what it runs, where sensors reach it, where results go, and who may ask.</summary>
public sealed class EventEdgeNodeOptions
{
    /// <summary>Its name, bindings file, data directory and limits. Default: <c>edge</c>, <c>bindings.yaml</c>, <c>data</c>.</summary>
    public EdgeOptions Edge { get; set; } = new() { BindingsFile = "bindings.yaml", DataDirectory = "data" };

    /// <summary>
    /// The embedded broker; what it keeps is kept in the data directory. Without meaning beside a <see cref="Broker"/>. Default
    /// 127.0.0.1:1883.
    /// </summary>
    public EmbeddedBrokerOptions Mqtt { get; set; } = new() { Node = "edge" };

    /// <summary>An external broker instead of the embedded one. Default none.</summary>
    public ExternalBrokerOptions? Broker { get; set; }

    /// <summary>
    /// Where the dashboard, <c>/healthz</c>, <c>/metrics</c> and functions are asked; null for nowhere. Default 127.0.0.1:8080; the gate is
    /// made from <see cref="Security"/>.
    /// </summary>
    public HttpOptions? Http { get; set; } = new();

    /// <summary>Who may come in over MQTT and HTTP. Default: anybody, from this machine only.</summary>
    public SecurityOptions Security { get; set; } = new();

    /// <summary>Where results go; null for the bus of this process, which <see cref="InProcess"/> then has to listen to.</summary>
    public RabbitMqOptions? RabbitMq { get; set; }

    /// <summary>
    /// What takes the results in this process, such as <c>services => services.AddCloudIngest(…)</c>: started before the uplink, stopped
    /// after it, and shown on the node's pages. Default nothing.
    /// </summary>
    public Action<IServiceCollection>? InProcess { get; set; }

    /// <summary>Most results a second that leave of a backlog, beside fresh ones; null for no limit. Default null.</summary>
    public double? ReplayRate { get; set; }

    internal string DataDirectory => Path.GetFullPath(Edge.DataDirectory);
}
