using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using RabbitMQ.Client;

namespace EventEdge.CloudIngest.Tests.Support;

/// <summary>Publishes whatever bytes and properties a test wants, as any AMQP client could.</summary>
internal sealed class RawSender : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private RawSender(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<RawSender> ConnectAsync(Uri broker, string user = "guest", string password = "guest")
    {
        var factory = new ConnectionFactory { Uri = broker, UserName = user, Password = password, AutomaticRecoveryEnabled = false };
        var connection = await factory.CreateConnectionAsync();
        return new(connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true)));
    }

    /// <summary>Completes when the broker has routed the message.</summary>
    public async Task SendAsync(
        byte[] body, BasicProperties? properties = null, string node = "edge-1", string exchange = BusNames.FrameExchange)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _channel.BasicPublishAsync(
            exchange, exchange == BusNames.FrameExchange ? BusNames.RoutingKey(DeliveryClass.Normal, 0)
                : BusNames.NodeKey(DeliveryClass.Normal, 0, node), mandatory: true,
            properties ?? new BasicProperties { ContentType = "application/json" }, body, limit.Token);
    }

    public Task SendAsync(MeasurementFrame frame) => SendAsync(FrameBody.Encode(frame), node: frame.Node);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
