using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>
/// MassTransit's bus to RabbitMQ: persistent, mandatory, confirmed, into quorum queues that are declared before the first frame. Apart from
/// <see cref="RabbitMqTransport"/> because whoever names one of its types loads them: they are the largest part of a node with nothing to send.
/// </summary>
internal sealed class FrameBus
{
    private readonly RabbitMqOptions _options;
    private readonly IBusControl _bus;

    private FrameBus(RabbitMqOptions options)
    {
        _options = options;
        _bus = Bus.Factory.CreateUsingRabbitMq(Configure);
    }

    /// <summary>A bus that has declared nothing yet: <see cref="StartAsync"/> comes next, <see cref="StopAsync"/> last.</summary>
    public static FrameBus Create(RabbitMqOptions options, ILoggerFactory log)
    {
        LogContext.ConfigureCurrentLogContext(log);
        return new(options);
    }

    /// <summary>Connects. A refused connection is tried again for ever, on the bus's own terms: make sure that somebody answers first.</summary>
    public Task StartAsync(CancellationToken cancellation) => _bus.StartAsync(cancellation).WaitAsync(cancellation);

    /// <summary>Publishes; completes with the broker's confirm of a routed message.</summary>
    public Task PublishAsync(OutgoingFrame frame, CancellationToken cancellation)
    {
        var routingKey = BusNames.RoutingKey(frame.Class, BusNames.PartitionOf(frame.Node, _options.Partitions));
        return _bus.Publish(new EncodedFrame { Body = frame.Body }, Pipe.Execute<PublishContext<EncodedFrame>>(context =>
        {
            context.Serializer = FrameSerializer.Instance;
            context.MessageId = frame.MessageId;
            context.Durable = true;
            context.Mandatory = true;
            context.SetRoutingKey(routingKey);
            if (context.TryGetPayload<RabbitMqSendContext>(out var amqp)) amqp.BasicProperties.ContentEncoding = BusNames.ContentEncoding;
            context.Headers.Set("eventedge-node", frame.Node);
        }), cancellation);
    }

    /// <summary>Disconnects. The bus does not keep every limit it is given, so this one is kept for it.</summary>
    public Task StopAsync(CancellationToken limit) => _bus.StopAsync(limit).WaitAsync(limit);

    private void Configure(IRabbitMqBusFactoryConfigurator bus)
    {
        bus.Host(_options.Uri, "eventedge uplink", host =>
        {
            host.CredentialsProvider = new BrokerCredentials(_options);
            host.Heartbeat(BrokerWatch.Heartbeat);
            host.PublisherConfirmation = true;
        });
        bus.Message<EncodedFrame>(message => message.SetEntityName(BusNames.FrameExchange));
        bus.Publish<EncodedFrame>(topology =>
        {
            topology.ExchangeType = "direct";
            topology.BindQueue(BusNames.UndeliverableExchange, BusNames.UndeliverableQueue, queue => queue.SetQuorumQueue(null));
            foreach (var deliveryClass in BusNames.Classes)
            {
                for (var partition = 0; partition < _options.Partitions; partition++) Declare(topology, deliveryClass, partition);
            }
        });
    }

    private static void Declare(IRabbitMqMessagePublishTopologyConfigurator topology, DeliveryClass deliveryClass, int partition) =>
        topology.BindQueue(BusNames.FrameExchange, BusNames.IngestQueue(deliveryClass, partition), queue =>
        {
            queue.ExchangeType = "direct";
            queue.RoutingKey = BusNames.RoutingKey(deliveryClass, partition);
            foreach (var (name, value) in BusNames.QueueArguments) queue.SetQueueArgument(name, value);
        });
}
