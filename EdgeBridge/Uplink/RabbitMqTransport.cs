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
    private volatile Connection? _connection;

    /// <inheritdoc />
    public string? Blocked => _connection?.Watch.Blocked;

    /// <inheritdoc />
    public CancellationToken Lost => _connection?.Watch.Lost ?? CancellationToken.None;

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
    public Task ProbeAsync(CancellationToken cancellation)
    {
        if (_connection is not { } connection) return Task.CompletedTask;
        return connection.Watch.Lost.IsCancellationRequested
            ? Task.FromException(new IOException("the connection to the broker has ended"))
            : connection.Watch.AskAsync(cancellation);
    }

    /// <inheritdoc />
    public ValueTask ResetAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection) _ = CloseAsync(connection);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection) await CloseAsync(connection);
    }

    // The bus retries a refused connection for ever on its own terms; the watch, which comes first, gives an answer at once.
    private async Task<IBusControl> ConnectedAsync(CancellationToken cancellation)
    {
        if (_connection is { } running) return running.Bus;
        await _connecting.WaitAsync(cancellation);
        try
        {
            if (_connection is { } other) return other.Bus;
            var connection = new Connection(Create(), await BrokerWatch.ConnectAsync(options, connectTimeLimit, cancellation));
            try
            {
                await connection.Bus.StartAsync(cancellation).WaitAsync(cancellation);
            }
            catch
            {
                _ = CloseAsync(connection);
                throw;
            }

            _connection = connection;
            return connection.Bus;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private IBusControl Create() => Bus.Factory.CreateUsingRabbitMq(bus =>
    {
        bus.Host(options.Uri, "eventedge uplink", host =>
        {
            host.CredentialsProvider = new BrokerCredentials(options);
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

    private async Task CloseAsync(Connection connection)
    {
        try
        {
            using var limit = new CancellationTokenSource(CloseTimeLimit, time);
            // The bus does not keep every limit it is given.
            await connection.Bus.StopAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception error)
        {
            log.CloseFailed(error.Message);
        }

        await connection.Watch.DisposeAsync();
    }

    private sealed record Connection(IBusControl Bus, BrokerWatch Watch);
}
