using System.Threading.Channels;
using EventEdge.Contracts.Health;
using EventEdge.FunctionDispatcher.Dispatch;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// The door to a broker that others run. A persistent session, so that the broker keeps what comes while the node is away; reconnects for
/// ever, with growing pauses. A broker that cannot be reached is a state (<see cref="IsUp"/>, <see cref="LastError"/>), not an error.
/// </summary>
public sealed class ExternalBroker : IMqttDoor
{
    private const int PublishWindow = 100;

    private readonly ExternalBrokerOptions _options;
    private readonly IMessageIntake _intake;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NodeStatus _status;
    private readonly ReconnectDelay _delay;
    private readonly SubscriptionSet _subscriptions = new();
    private readonly HashSet<ushort> _exactlyOnce = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<LocalMessage> _outgoing;
    private readonly SemaphoreSlim _window = new(PublishWindow, PublishWindow);
    private volatile TaskCompletionSource<ExternalSession> _up = NewGate();
    private Task _running = Task.CompletedTask;
    private Task _publishing = Task.CompletedTask;
    private long _droppedBefore;
    private int _disposed;

    /// <summary>A door that is not connected yet.</summary>
    /// <exception cref="MqttDoorException">The node's name cannot stand in a topic.</exception>
    public ExternalBroker(ExternalBrokerOptions options, IMessageIntake intake, TimeProvider time, ILogger<ExternalBroker> logger)
    {
        (_options, _intake, _time, _logger) = (options, intake, time, logger);
        _status = new NodeStatus(options.Node);
        _delay = new ReconnectDelay(options.ReconnectDelayLimit, new Random());
        _outgoing = Channel.CreateBounded<LocalMessage>(new BoundedChannelOptions(options.PublishQueueLimit) { SingleReader = true });
    }

    /// <inheritdoc />
    public string Name => "external";

    /// <inheritdoc />
    public bool IsUp => Session is { Ended.IsCompleted: false };

    /// <summary>Why the last connection ended or could not be made; null before the first trouble.</summary>
    public string? LastError { get; private set; }

    /// <inheritdoc />
    public HealthProblem? Problem => IsUp ? null : new(
        HealthLevel.Degraded,
        $"no connection to the MQTT broker {_options.Host}:{_options.Port}, sensors cannot be heard: {LastError ?? "none was made yet"}",
        "look whether the broker runs and can be reached from here; the node tries again by itself");

    /// <summary>QoS 0 messages dropped since the start because the intake was behind.</summary>
    public long Dropped => Interlocked.Read(ref _droppedBefore) + (Session?.Dropped ?? 0);

    private ExternalSession? Session => _up.Task is { IsCompletedSuccessfully: true } up ? up.Result : null;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellation)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        _publishing = Task.Run(PublishLoopAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task UseFiltersAsync(IReadOnlyList<TopicSubscription> filters, CancellationToken cancellation)
    {
        _subscriptions.Want(filters);
        if (Session is not { } session) return;
        try
        {
            await _subscriptions.ApplyAsync(session, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The next connection applies them.
            LastError = error.Message;
        }
    }

    /// <inheritdoc />
    public bool TryPublish(LocalMessage message) => IsUp && _outgoing.Writer.TryWrite(message);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _outgoing.Writer.TryComplete();
        if (Session is { } session) await SayGoodbyeAsync(session).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TaskCompletionSource<ExternalSession> NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            LastError = await ConnectOnceAsync().ConfigureAwait(false);
            if (_stop.IsCancellationRequested) return;
            var pause = _delay.Next();
            _logger.SessionDown(_options.Host, _options.Port, LastError, pause);
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> ConnectOnceAsync()
    {
        await using var session = new ExternalSession(_options, _intake, _time, _logger, _exactlyOnce);
        try
        {
            using (var limit = new CancellationTokenSource(_options.TimeLimit, _time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token))
            {
                await OpenAsync(session, either.Token).ConfigureAwait(false);
            }

            _delay.Reset();
            _up.TrySetResult(session);
            return await session.Ended.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            return error is OperationCanceledException ? "no answer in time" : error.GetBaseException().Message;
        }
        finally
        {
            if (_up.Task.IsCompleted) _up = NewGate();
            Interlocked.Add(ref _droppedBefore, session.Dropped);
        }
    }

    private async Task OpenAsync(ExternalSession session, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var present = await session.ConnectAsync(ExternalConnect.Build(_options, _status, now), cancellation).ConfigureAwait(false);
        _logger.SessionUp(_options.Host, _options.Port, present);
        if (!present) ForgetSession();
        await _subscriptions.ApplyAsync(session, cancellation).ConfigureAwait(false);
        await session.PublishAsync(_status.Topic, _status.Online(now), retain: true, cancellation).ConfigureAwait(false);
    }

    private void ForgetSession()
    {
        _subscriptions.Forget();
        lock (_exactlyOnce) _exactlyOnce.Clear();
    }

    private async Task PublishLoopAsync()
    {
        await foreach (var message in _outgoing.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
        {
            await _window.WaitAsync(_stop.Token).ConfigureAwait(false);
            _ = PublishUntilTakenAsync(message);
        }
    }

    private async Task PublishUntilTakenAsync(LocalMessage message)
    {
        try
        {
            while (!await TryPublishAsync(message).ConfigureAwait(false))
            {
                await Task.Delay(ReconnectDelay.Shortest, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            _logger.NotPublished(error, message.Topic);
        }
        finally
        {
            _window.Release();
        }
    }

    private async Task<bool> TryPublishAsync(LocalMessage message)
    {
        var session = await _up.Task.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
            await session.PublishAsync(message.Topic, message.Payload, message.Retain, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            LastError = error.Message;
            return false;
        }
    }

    private async Task SayGoodbyeAsync(ExternalSession session)
    {
        try
        {
            using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
            for (var taken = 0; taken < PublishWindow; taken++) await _window.WaitAsync(limit.Token).ConfigureAwait(false);
            await session.PublishAsync(_status.Topic, _status.Offline(_time.GetUtcNow()), retain: true, limit.Token).ConfigureAwait(false);
            await session.DisconnectAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _logger.NotPublished(error, _status.Topic);
        }
    }
}
