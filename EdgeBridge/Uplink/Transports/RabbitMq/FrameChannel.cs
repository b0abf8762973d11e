using EventEdge.Contracts.Bus;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace EventEdge.EdgeBridge.Uplink.Transports.RabbitMq;

/// <summary>
/// Publishes frames on a connection to RabbitMQ: persistent, mandatory, confirmed, under the name of the user that is logged in, into
/// quorum queues that are declared before the first frame. A user who may not declare anything relies on the cloud to have done so.
/// </summary>
internal sealed class FrameChannel : IAsyncDisposable
{
    private readonly RabbitMqOptions _options;
    private readonly IChannel _channel;

    private FrameChannel(RabbitMqOptions options, IChannel channel) => (_options, _channel) = (options, channel);

    /// <summary>Declares what is not there, and opens a channel for frames.</summary>
    public static async Task<FrameChannel> OpenAsync(IConnection connection, RabbitMqOptions options, CancellationToken cancellation)
    {
        await DeclareAsync(connection, options, cancellation);
        // Completes a publication with its confirm, and fails it when it is returned; the uplink bounds how many are on their way.
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new(options, await connection.CreateChannelAsync(confirmed, cancellation));
    }

    /// <summary>Publishes; completes with the broker's confirm of a routed message.</summary>
    /// <exception cref="IOException">The broker did not take it; the message says why.</exception>
    public async Task PublishAsync(OutgoingFrame frame, CancellationToken cancellation)
    {
        var key = BusNames.NodeKey(frame.Class, BusNames.PartitionOf(frame.Node, _options.Partitions), frame.Node);
        var properties = new BasicProperties
        {
            ContentType = BusNames.ContentType,
            ContentEncoding = BusNames.ContentEncoding,
            MessageId = frame.MessageId.ToString(),
            UserId = _options.User,
            Persistent = true,
            Headers = new Dictionary<string, object?> { ["eventedge-node"] = frame.Node },
        };
        try
        {
            await _channel.BasicPublishAsync(BusNames.NodeExchange, key, mandatory: true, properties, frame.Body, cancellation);
        }
        catch (PublishException returned) when (returned.IsReturn)
        {
            throw new IOException($"the exchange {BusNames.NodeExchange} has no queue for {key}: start the cloud node once, "
                + "and give both sides the same number of partitions", returned);
        }
        catch (OperationInterruptedException closed)
        {
            throw new IOException(Explained(closed), closed);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private string Explained(OperationInterruptedException closed) => closed.ShutdownReason?.ReplyCode switch
    {
        Constants.AccessRefused => $"the user {_options.User} may not publish as this node: "
            + $"eventedge cloud node add prints what it needs ({closed.ShutdownReason.ReplyText})",
        Constants.NotFound =>
            $"the exchange {BusNames.NodeExchange} is not there: start the cloud node once ({closed.ShutdownReason.ReplyText})",
        _ => closed.Message,
    };

    private static async Task DeclareAsync(IConnection connection, RabbitMqOptions options, CancellationToken cancellation)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
            await channel.ExchangeDeclareAsync(BusNames.NodeExchange, ExchangeType.Topic, durable: true, cancellationToken: cancellation);
            await channel.ExchangeDeclareAsync(
                BusNames.UndeliverableExchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellation);
            await channel.QueueDeclareAsync(BusNames.UndeliverableQueue, true, false, false, Quorum(), cancellationToken: cancellation);
            await channel.QueueBindAsync(
                BusNames.UndeliverableQueue, BusNames.UndeliverableExchange, string.Empty, cancellationToken: cancellation);
            foreach (var deliveryClass in BusNames.Classes)
            {
                for (var partition = 0; partition < options.Partitions; partition++) await DeclareAsync(
                    channel, BusNames.IngestQueue(deliveryClass, partition), BusNames.NodeBinding(deliveryClass, partition), cancellation);
            }
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason?.ReplyCode == Constants.AccessRefused)
        {
            // A node's own user may publish and nothing else; the cloud declares.
        }
    }

    private static async Task DeclareAsync(IChannel channel, string queue, string binding, CancellationToken cancellation)
    {
        await channel.QueueDeclareAsync(
            queue, true, false, false, BusNames.QueueArguments.ToDictionary(each => each.Key, each => (object?)each.Value),
            cancellationToken: cancellation);
        await channel.QueueBindAsync(queue, BusNames.NodeExchange, binding, cancellationToken: cancellation);
    }

    private static Dictionary<string, object?> Quorum() => new() { ["x-queue-type"] = "quorum" };
}
