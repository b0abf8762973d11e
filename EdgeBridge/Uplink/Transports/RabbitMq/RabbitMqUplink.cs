namespace EventEdge.EdgeBridge.Uplink.Transports.RabbitMq;

/// <summary>RabbitMQ, plain or with TLS.</summary>
internal sealed class RabbitMqUplink : IUplinkTransport
{
    /// <inheritdoc />
    public string Name => "RabbitMQ";

    /// <inheritdoc />
    public IReadOnlyList<string> Schemes => ["amqp", "amqps"];

    /// <inheritdoc />
    public IFrameTransport Open(TransportContext context) => new RabbitMqTransport(context.Bus, context.ConnectTimeLimit, context.Node);
}
