using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Publishes frames that were given up again, in the name of the cloud's own user: a person has decided to believe them. From there on they
/// go the way of every frame.
/// </summary>
public sealed class FrameReplay : IAsyncDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);

    private readonly RabbitMqOptions _options;
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private FrameReplay(RabbitMqOptions options, IConnection connection, IChannel channel) =>
        (_options, _connection, _channel) = (options, connection, channel);

    /// <summary>Logs in.</summary>
    /// <exception cref="IOException">Nobody there, or the login is refused; the message says which.</exception>
    public static async Task<FrameReplay> ConnectAsync(RabbitMqOptions options, CancellationToken cancellation)
    {
        var factory = new ConnectionFactory
        {
            Uri = options.Uri, CredentialsProvider = new BrokerCredentials(options), AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = CallLimit,
        };
        try
        {
            var connection = await factory.CreateConnectionAsync("eventedge dlq", cancellation).WaitAsync(CallLimit, cancellation);
            return new(options, connection,
                await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellation).WaitAsync(CallLimit, cancellation));
        }
        catch (Exception error) when (error is BrokerUnreachableException or OperationInterruptedException or TimeoutException)
        {
            throw new IOException(
                Outage.InWords(error, $"RabbitMQ at {options.Uri.Authority}", "--rabbitmq-user and --rabbitmq-password-file"), error);
        }
    }

    /// <summary>Completes when the broker has the frame in its queue.</summary>
    /// <exception cref="IOException">It has not; the message says why.</exception>
    /// <exception cref="FrameFormatException">It is no frame that can be read.</exception>
    public async Task SendAsync(byte[] body, CancellationToken cancellation)
    {
        var frame = FrameBody.Decode(body);
        var key = BusNames.NodeKey(frame.Class, BusNames.PartitionOf(frame.Node, _options.Partitions), frame.Node);
        var properties = new BasicProperties
        {
            ContentType = BusNames.ContentType, MessageId = FrameIdentity.MessageIdOf(frame).ToString(), UserId = _options.User,
            Persistent = true,
        };
        try
        {
            await _channel.BasicPublishAsync(BusNames.NodeExchange, key, mandatory: true, properties, body, cancellation).AsTask()
                .WaitAsync(CallLimit, cancellation);
        }
        catch (PublishException returned) when (returned.IsReturn)
        {
            throw new IOException($"the exchange {BusNames.NodeExchange} has no queue for {key}: start the cloud node once", returned);
        }
        catch (Exception error) when (error is RabbitMQClientException or TimeoutException)
        {
            throw new IOException($"RabbitMQ did not take it: {error.Message}", error);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await EndAsync().WaitAsync(CallLimit, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task EndAsync()
    {
        await _connection.AbortAsync(TimeSpan.FromSeconds(2));
        await _connection.DisposeAsync();
    }
}
