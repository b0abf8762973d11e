using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Faults;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>
/// Publishes frames to RabbitMQ. Connecting opens the <see cref="BrokerWatch"/>, which tells whether somebody answers; the <see cref="FrameBus"/>
/// starts with the first frame of each connection, so that a node with nothing to send, or nobody to send it to, does without it.
/// </summary>
internal sealed class RabbitMqTransport(RabbitMqOptions options, TimeSpan connectTimeLimit, TimeProvider time, ILoggerFactory log) : IFrameTransport
{
    private static readonly TimeSpan CloseTimeLimit = TimeSpan.FromSeconds(5);

    private readonly ILogger _log = log.CreateLogger<RabbitMqTransport>();
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
            _connection ??= new Connection(await BrokerWatch.ConnectAsync(options, connectTimeLimit, cancellation));
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException(InWords(error), error);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <inheritdoc />
    public async Task SendAsync(OutgoingFrame frame, CancellationToken cancellation)
    {
        var bus = _connection?.Bus ?? await StartedAsync(cancellation);
        var confirmed = bus.PublishAsync(frame, cancellation);
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
    public Task<IReadOnlyList<NodeNotice>> NoticesAsync(string node, CancellationToken cancellation) =>
        _connection?.Watch.NoticesAsync(node, cancellation) ?? Task.FromResult<IReadOnlyList<NodeNotice>>([]);

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

    private async Task<FrameBus> StartedAsync(CancellationToken cancellation)
    {
        await ConnectAsync(cancellation);
        await _connecting.WaitAsync(cancellation);
        try
        {
            var connection = _connection ?? throw new IOException("the connection was dropped before the frame was sent");
            if (connection.Bus is { } running) return running;
            var bus = FrameBus.Create(options, log);
            try
            {
                await StartAsync(bus, cancellation);
                connection.Bus = bus;
                // Dropped meanwhile, its close may have come too early to see the bus.
                return _connection == connection ? bus : throw new IOException("the connection was dropped while the bus started");
            }
            catch
            {
                connection.Bus = null;
                _ = StopAsync(bus);
                throw;
            }
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task StartAsync(FrameBus bus, CancellationToken cancellation)
    {
        try
        {
            await bus.StartAsync(cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException(InWords(error), error);
        }
    }

    private string InWords(Exception error) =>
        Outage.InWords(error, $"RabbitMQ at {options.Uri.Authority}", "--rabbitmq-user and --rabbitmq-password-file");

    private async Task CloseAsync(Connection connection)
    {
        if (connection.Bus is { } bus) await StopAsync(bus);
        await connection.Watch.DisposeAsync();
    }

    private async Task StopAsync(FrameBus bus)
    {
        try
        {
            using var limit = new CancellationTokenSource(CloseTimeLimit, time);
            await bus.StopAsync(limit.Token);
        }
        catch (Exception error)
        {
            _log.CloseFailed(error.Message);
        }
    }

    private sealed class Connection(BrokerWatch watch)
    {
        private volatile FrameBus? _bus;

        public BrokerWatch Watch => watch;

        /// <summary>Null before the first frame.</summary>
        public FrameBus? Bus
        {
            get => _bus;
            set => _bus = value;
        }
    }
}
