using System.Net.Sockets;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Measurements;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>
/// Publishes frames to RabbitMQ: persistent, mandatory, confirmed, into quorum queues that are declared before the first frame of each
/// connection. A confirm alone would not do: the broker confirms what it could route nowhere.
/// </summary>
internal sealed class RabbitMqTransport(RabbitMqOptions options, TimeSpan connectTimeLimit, TimeProvider time, ILogger log) : IFrameTransport
{
    private static readonly TimeSpan CloseTimeLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private IBusControl? _bus;

    /// <inheritdoc />
    public Task ConnectAsync(CancellationToken cancellation) => ConnectedAsync(cancellation);

    /// <inheritdoc />
    public async Task SendAsync(OutgoingFrame frame, CancellationToken cancellation)
    {
        var bus = await ConnectedAsync(cancellation);
        var routingKey = BusNames.RoutingKey(frame.Class, BusNames.PartitionOf(frame.Node, options.Partitions));
        var confirmed = bus.Publish(new EncodedFrame { Body = frame.Body }, Pipe.Execute<PublishContext<EncodedFrame>>(context =>
        {
            context.Serializer = FrameSerializer.Instance;
            context.MessageId = frame.MessageId;
            context.Durable = true;
            context.Mandatory = true;
            context.SetRoutingKey(routingKey);
            if (context.TryGetPayload<RabbitMqSendContext>(out var amqp)) amqp.BasicProperties.ContentEncoding = BusNames.ContentEncoding;
            context.Headers.Set("eventedge-node", frame.Node);
        }), cancellation);
        CrashPoint.Reach(CrashPoint.Publishing);
        await confirmed;
        CrashPoint.Reach(CrashPoint.Confirmed);
    }

    /// <inheritdoc />
    public Task ProbeAsync(CancellationToken cancellation) => KnockAsync(cancellation);

    /// <inheritdoc />
    public ValueTask ResetAsync()
    {
        if (Interlocked.Exchange(ref _bus, null) is { } bus) _ = CloseAsync(bus);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _bus, null) is { } bus) await CloseAsync(bus);
    }

    private async Task<IBusControl> ConnectedAsync(CancellationToken cancellation)
    {
        if (_bus is { } running) return running;
        await _connecting.WaitAsync(cancellation);
        try
        {
            if (_bus is { } other) return other;
            await KnockAsync(cancellation);
            var bus = Create();
            await bus.StartAsync(cancellation);
            return _bus = bus;
        }
        finally
        {
            _connecting.Release();
        }
    }

    // The bus retries a refused connection for ever on its own terms; knocking first turns "nobody there" into an answer at once.
    private async Task KnockAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(connectTimeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var door = new TcpClient();
        try
        {
            await door.ConnectAsync(options.Uri.Host, PortOf(options.Uri), both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer from {options.Uri.Authority}");
        }
        catch (SocketException error)
        {
            throw new IOException($"{options.Uri.Authority}: {error.Message}", error);
        }
    }

    private IBusControl Create() => Bus.Factory.CreateUsingRabbitMq(bus =>
    {
        bus.Host(options.Uri, "eventedge uplink", host =>
        {
            host.Username(options.User);
            host.Password(options.ReadPassword());
            host.PublisherConfirmation = true;
        });
        bus.Message<EncodedFrame>(message => message.SetEntityName(BusNames.FrameExchange));
        bus.Publish<EncodedFrame>(topology =>
        {
            topology.ExchangeType = "direct";
            topology.BindQueue(BusNames.UndeliverableExchange, BusNames.UndeliverableQueue, queue => queue.SetQuorumQueue(null));
            foreach (var deliveryClass in BusNames.Classes)
            {
                for (var partition = 0; partition < options.Partitions; partition++) Declare(topology, deliveryClass, partition);
            }
        });
    });

    private static void Declare(IRabbitMqMessagePublishTopologyConfigurator topology, DeliveryClass deliveryClass, int partition) =>
        topology.BindQueue(BusNames.FrameExchange, BusNames.IngestQueue(deliveryClass, partition), queue =>
        {
            queue.ExchangeType = "direct";
            queue.RoutingKey = BusNames.RoutingKey(deliveryClass, partition);
            foreach (var (name, value) in BusNames.QueueArguments) queue.SetQueueArgument(name, value);
        });

    private async Task CloseAsync(IBusControl bus)
    {
        try
        {
            using var limit = new CancellationTokenSource(CloseTimeLimit, time);
            await bus.StopAsync(limit.Token);
        }
        catch (Exception error)
        {
            log.CloseFailed(error.Message);
        }
    }

    private static int PortOf(Uri uri) => uri.Port > 0 ? uri.Port : uri.Scheme is "amqps" or "rabbitmqs" ? 5671 : 5672;
}
