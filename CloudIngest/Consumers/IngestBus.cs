using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using MassTransit;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>Builds the bus the cloud listens on, with one endpoint for each class and partition.</summary>
internal static class IngestBus
{
    // Two of them missed end a silent connection.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    // A broker at work on much else may answer late, above all after its own restart. Whoever gives up on it then loses the queue until the
    // bus is replaced, and asks it for everything once more. One that is silent is noticed by its heartbeat.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(45);

    /// <summary>A bus over RabbitMQ.</summary>
    public static IBusControl RabbitMq(
        CloudOptions options, RabbitMqOptions broker, FrameReceiver receiver) => Bus.Factory.CreateUsingRabbitMq(bus =>
    {
        bus.Host(broker.Uri, "eventedge cloud", host =>
        {
            host.CredentialsProvider = new BrokerCredentials(broker);
            host.Heartbeat(Heartbeat);
            host.ContinuationTimeout(AnswerLimit);
        });
        foreach (var deliveryClass in BusNames.Classes)
        {
            for (var partition = 0; partition < broker.Partitions; partition++) Listen(bus, options, receiver, deliveryClass, partition);
        }
    });

    private static void Listen(
        IRabbitMqBusFactoryConfigurator bus, CloudOptions options, FrameReceiver receiver, DeliveryClass deliveryClass, int partition) =>
        bus.ReceiveEndpoint(BusNames.IngestQueue(deliveryClass, partition), endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PublishFaults = false;
            endpoint.Durable = true;
            foreach (var (name, value) in BusNames.QueueArguments) endpoint.SetQueueArgument(name, value);
            endpoint.Bind(BusNames.FrameExchange, binding =>
            {
                binding.ExchangeType = "direct";
                binding.RoutingKey = BusNames.RoutingKey(deliveryClass, partition);
            });
            endpoint.Bind(BusNames.NodeExchange, binding =>
            {
                binding.ExchangeType = "topic";
                binding.RoutingKey = BusNames.NodeBinding(deliveryClass, partition);
            });
            endpoint.BindDeadLetterQueue(BusNames.UndeliverableExchange, BusNames.UndeliverableQueue, queue => queue.SetQuorumQueue(null));
            // Whatever goes wrong here, the message stays in its queue: the store decides, not an error queue.
            endpoint.RethrowFaultedMessages();
            Limit(endpoint, options);
            endpoint.ConfigureReceive(pipe => pipe.UseFilter(receiver));
        });

    private static void Limit(IReceiveEndpointConfigurator endpoint, CloudOptions options)
    {
        endpoint.PrefetchCount = options.Prefetch;
        endpoint.ConcurrentMessageLimit = options.Prefetch;
    }
}
