using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace EventEdge.Torture.Network;

/// <summary>A client of the bus that is neither edge nor cloud: it listens in, and publishes straight to a queue.</summary>
internal sealed class BusTap : IAsyncDisposable
{
    private const string Exchange = "eventedge.nodes";
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private BusTap(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<BusTap> ConnectAsync(int port, CancellationToken cancellation)
    {
        var factory = new ConnectionFactory { Uri = new Uri($"amqp://guest:guest@127.0.0.1:{port}"), AutomaticRecoveryEnabled = false };
        var connection = await factory.CreateConnectionAsync(cancellation);
        return new BusTap(connection, await NewChannelAsync(connection, cancellation));
    }

    /// <summary>A copy of the next frame of a node; null when none came within the limit.</summary>
    public async Task<byte[]?> OverhearAsync(string node, TimeSpan limit, CancellationToken cancellation)
    {
        var queue = (await _channel.QueueDeclareAsync(cancellationToken: cancellation)).QueueName;
        await _channel.QueueBindAsync(queue, Exchange, $"*.*.{node}", cancellationToken: cancellation);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            while (TimeProvider.System.GetElapsedTime(began) < limit)
            {
                if (await _channel.BasicGetAsync(queue, autoAck: true, cancellation) is { } frame) return frame.Body.ToArray();
                await Task.Delay(Pause, TimeProvider.System, cancellation);
            }

            return null;
        }
        finally
        {
            await _channel.QueueDeleteAsync(queue, cancellationToken: CancellationToken.None);
        }
    }

    /// <summary>Publishes straight to a queue; complete when the broker has it.</summary>
    public async Task PublishAsync(string queue, BasicProperties properties, byte[] body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AnswerLimit);
        await _channel.BasicPublishAsync(string.Empty, queue, mandatory: true, properties, body, limit.Token);
    }

    /// <summary>Whether the broker refuses a message that names another sender than the one who is logged in.</summary>
    public async Task<bool> IsRefusedAsync(string queue, string user, byte[] body, CancellationToken cancellation)
    {
        await using var channel = await NewChannelAsync(_connection, cancellation);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(AnswerLimit);
            await channel.BasicPublishAsync(
                string.Empty, queue, mandatory: true, new BasicProperties { UserId = user, Persistent = true }, body, limit.Token);
            return false;
        }
        catch (Exception error) when (error is AlreadyClosedException or OperationInterruptedException or PublishException)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static Task<IChannel> NewChannelAsync(IConnection connection, CancellationToken cancellation) => connection.CreateChannelAsync(
        new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
}
