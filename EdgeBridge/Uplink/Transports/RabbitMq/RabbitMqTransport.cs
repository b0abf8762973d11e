using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Faults;

namespace EventEdge.EdgeBridge.Uplink.Transports.RabbitMq;

/// <summary>
/// Publishes frames to RabbitMQ. Connecting opens the <see cref="BrokerMonitor"/>, which tells whether somebody answers; its channel for
/// frames opens with the first frame of each connection.
/// </summary>
internal sealed class RabbitMqTransport(RabbitMqOptions options, TimeSpan connectTimeLimit, string node) : IFrameTransport
{
    private static readonly TimeSpan CloseTimeLimit = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private volatile Connection? _connection;

    /// <inheritdoc />
    public string? Blocked => _connection?.Watch.Blocked;

    /// <inheritdoc />
    public CancellationToken Lost => _connection?.Watch.Lost ?? CancellationToken.None;

    /// <inheritdoc />
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        if (_connection is not null) return;
        await _connecting.WaitAsync(cancellation);
        try
        {
            _connection ??= new Connection(await WatchAsync(cancellation));
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <inheritdoc />
    public Task OpenAsync(CancellationToken cancellation) =>
        _connection?.Channel is null ? OpenedAsync(cancellation) : Task.CompletedTask;

    /// <inheritdoc />
    public async Task SendAsync(OutgoingFrame frame, CancellationToken cancellation)
    {
        var channel = _connection?.Channel ?? await OpenedAsync(cancellation);
        var confirmed = channel.PublishAsync(frame, cancellation);
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
    public Task<ReadNotices> NoticesAsync(string node, CancellationToken cancellation) =>
        _connection?.Watch.NoticesAsync(node, cancellation) ?? Task.FromResult(ReadNotices.None);

    /// <inheritdoc />
    public ValueTask ResetAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection) _ = connection.DisposeAsync().AsTask();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection) await connection.DisposeAsync();
    }

    private async Task<FrameChannel> OpenedAsync(CancellationToken cancellation)
    {
        await ConnectAsync(cancellation);
        await _connecting.WaitAsync(cancellation);
        try
        {
            var connection = _connection ?? throw new IOException("the connection was dropped before the frame was sent");
            return connection.Channel ??= await connection.Watch.OpenFramesAsync(cancellation).WaitAsync(cancellation);
        }
        finally
        {
            _connecting.Release();
        }
    }

    // The client does not heed its token everywhere; an attempt that is given up must not keep the next one from beginning.
    private async Task<BrokerMonitor> WatchAsync(CancellationToken cancellation)
    {
        var connecting = BrokerMonitor.ConnectAsync(options, node, connectTimeLimit, cancellation);
        try
        {
            return await connecting.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            _ = connecting.ContinueWith(
                late => late.Result.DisposeAsync().AsTask(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
            throw;
        }
    }

    private sealed class Connection(BrokerMonitor watch) : IAsyncDisposable
    {
        private volatile FrameChannel? _channel;

        public BrokerMonitor Watch => watch;

        /// <summary>Null before the first frame.</summary>
        public FrameChannel? Channel
        {
            get => _channel;
            set => _channel = value;
        }

        // The connection first: a channel of one that is dying would wait for the broker's answer.
        public async ValueTask DisposeAsync()
        {
            await watch.DisposeAsync();
            if (Channel is { } channel)
                await channel.DisposeAsync().AsTask().WaitAsync(CloseTimeLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
