using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Faults;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace EventEdge.EdgeBridge.Uplink.Transports.RabbitMq;

/// <summary>
/// The connection to RabbitMQ, and what it tells: why a login is refused, that an alarm (memory, disk) makes the broker take nothing, and,
/// by its heartbeat, that the link is dead although nothing is sent.
/// </summary>
internal sealed class BrokerMonitor : IAsyncDisposable
{
    private const string Name = "eventedge uplink";
    private const int NoticeLimit = 32;

    /// <summary>Two of them missed end a silent connection: a half-open link is noticed within some 20 s.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan CloseTimeLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskTimeLimit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _lost = new();
    private readonly IConnection _connection;
    private readonly RabbitMqOptions _options;
    private readonly string _node;
    private volatile string? _blocked;

    private BrokerMonitor(IConnection connection, RabbitMqOptions options, string node)
    {
        (_connection, _options, _node) = (connection, options, node);
        connection.ConnectionBlockedAsync += OnBlockedAsync;
        connection.ConnectionUnblockedAsync += OnUnblockedAsync;
        connection.ConnectionShutdownAsync += OnShutdownAsync;
        if (!connection.IsOpen) _lost.Cancel();
    }

    /// <summary>The broker's reason while it takes nothing; null while it does.</summary>
    public string? Blocked => _blocked;

    /// <summary>Fires when the connection has ended.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Logs in.</summary>
    /// <exception cref="IOException">Nobody there, or the login is refused; the message says which.</exception>
    public static async Task<BrokerMonitor> ConnectAsync(
        RabbitMqOptions options, string node, TimeSpan timeLimit, CancellationToken cancellation)
    {
        var factory = new ConnectionFactory
        {
            Uri = options.Uri,
            CredentialsProvider = new BrokerCredentials(options),
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = timeLimit,
        };
        try
        {
            return new(await factory.CreateConnectionAsync(Name, cancellation), options, node);
        }
        catch (Exception error) when (error is BrokerUnreachableException or OperationInterruptedException)
        {
            throw new IOException(
                Outage.InWords(error, $"RabbitMQ at {options.Uri.Authority}", "--rabbitmq-user and --rabbitmq-password-file"), error);
        }
    }

    /// <summary>Opens a channel for frames.</summary>
    public Task<FrameChannel> OpenFramesAsync(CancellationToken cancellation) =>
        FrameChannel.OpenAsync(_connection, _options, cancellation);

    /// <summary>
    /// Publishes a message that is routed nowhere: the broker speaks of an alarm only to those who publish.
    /// </summary>
    public async Task AskAsync(CancellationToken cancellation)
    {
        if (_blocked is not null) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AskTimeLimit);
        try
        {
            // Closing a channel of a dying connection heeds no token.
            await PublishNothingAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception error) when (
            !cancellation.IsCancellationRequested && error is OperationCanceledException or RabbitMQClientException or IOException)
        {
            // No answer is no alarm; a dead connection says so through its heartbeat.
        }
    }

    private async Task PublishNothingAsync(CancellationToken cancellation)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellation);
        await channel.BasicPublishAsync(BusNames.NodeExchange, $"watch.0.{_node}", ReadOnlyMemory<byte>.Empty, cancellation);
    }

    /// <summary>
    /// Reads what the cloud has left for a node; the broker keeps it until it is accepted. A queue that is not there holds nothing.
    /// </summary>
    public async Task<ReadNotices> NoticesAsync(string node, CancellationToken cancellation)
    {
        if (BusNames.NoticeQueue(node) is not { } queue) return ReadNotices.None;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AskTimeLimit);
        try
        {
            return await ReadNotices.WithinAsync(ReadNoticesAsync(queue, limit.Token), limit.Token);
        }
        catch (Exception error) when (
            !cancellation.IsCancellationRequested && error is OperationCanceledException or RabbitMQClientException or IOException)
        {
            // Not there, not allowed, or not now: asked again later.
            return ReadNotices.None;
        }
    }

    private async Task<ReadNotices> ReadNoticesAsync(string queue, CancellationToken cancellation)
    {
        var channel = await _connection.CreateChannelAsync(cancellationToken: cancellation);
        List<NodeNotice> notices = [];
        var last = 0UL;
        try
        {
            for (var count = 0; count < NoticeLimit
                && await channel.BasicGetAsync(queue, autoAck: false, cancellation) is { } message; count++)
            {
                last = message.DeliveryTag;
                if (NodeNotice.Read(message.Body.Span) is { } notice) notices.Add(notice);
            }
        }
        catch
        {
            await CloseAsync(channel);
            throw;
        }

        return new(notices, last == 0 ? null : () => AcceptAsync(channel, last), () => CloseAsync(channel));
    }

    private static async Task AcceptAsync(IChannel channel, ulong last)
    {
        using var limit = new CancellationTokenSource(AskTimeLimit);
        await channel.BasicAckAsync(last, multiple: true, limit.Token).AsTask().WaitAsync(AskTimeLimit)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Closing a channel of a dying connection heeds no token. What was read on it and not accepted goes back to the queue.
    private static Task CloseAsync(IChannel channel) =>
        channel.DisposeAsync().AsTask().WaitAsync(AskTimeLimit)
            .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _connection.ConnectionBlockedAsync -= OnBlockedAsync;
        _connection.ConnectionUnblockedAsync -= OnUnblockedAsync;
        _connection.ConnectionShutdownAsync -= OnShutdownAsync;
        await EndAsync().WaitAsync(CloseTimeLimit * 2, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task EndAsync()
    {
        await _connection.AbortAsync(CloseTimeLimit);
        await _connection.DisposeAsync();
    }

    private Task OnBlockedAsync(object sender, ConnectionBlockedEventArgs blocked)
    {
        _blocked = $"the broker takes nothing for now: {blocked.Reason}";
        return Task.CompletedTask;
    }

    private Task OnUnblockedAsync(object sender, AsyncEventArgs unblocked)
    {
        _blocked = null;
        return Task.CompletedTask;
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs shutdown)
    {
        _blocked = null;
        return _lost.CancelAsync();
    }
}
