using EventEdge.EdgeBridge.Mqtt.External.Loops;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;
using EventEdge.EdgeBridge.Mqtt.Senders;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Retries;
using MQTTnet.Formatter;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// The listener to a broker that others run. A persistent session, so that the broker keeps what comes while the node is away; reconnects
/// for ever, with growing pauses. A broker that cannot be reached is a state (<see cref="IsUp"/>, <see cref="Broker"/>), not an error.
/// </summary>
public sealed class ExternalBroker : IMqttEndpoint, ISenderEndpoint
{
    private static readonly TimeSpan SettledAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private readonly ExternalBrokerOptions _options;
    private readonly IMessageIntake _intake;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NodeStatus _status;
    private readonly Reconnection _sessions;
    private readonly MessageSelection _selection;
    private readonly SubscriptionSync _subscriptions;
    private readonly HopLevels _hops;
    private readonly ArrivalIntake _arrivals;
    private readonly Outgoing _outgoing;
    private readonly ExternalSenders _senders;
    private readonly BrokerTrouble _trouble;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _filters = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource<ExternalSession> _up = NewGate();
    private Task _running = Task.CompletedTask;
    private ConnectTerms _terms = ConnectTerms.Best;
    private bool _hasOpened;
    private long _began;
    private string? _reported;
    private int _disposed;

    /// <summary>A listener that is not connected yet.</summary>
    /// <exception cref="MqttListenerException">The node's name cannot stand in a topic.</exception>
    public ExternalBroker(ExternalBrokerOptions options, IMessageIntake intake, TimeProvider time, ILogger<ExternalBroker> logger)
    {
        (_options, _intake, _time, _logger) = (options, intake, time, logger);
        _status = new NodeStatus(options.Node);
        _sessions = new Reconnection(FirstPause, options.ReconnectDelayLimit, time, Report);
        _trouble = new BrokerTrouble(options);
        _selection = new MessageSelection(options.Node);
        _subscriptions = new SubscriptionSync(
            _selection, new SubscriptionFile(options.SubscriptionFile, $"{options.ClientIdInUse} at {options.Address}", logger), logger);
        _hops = new HopLevels(options.HopLimit, time);
        var own = new OwnMessages(time);
        var topics = new SenderTopics();
        _arrivals = new ArrivalIntake(options, _selection, _hops, own, topics, intake, time, logger);
        _senders = new ExternalSenders(options, () => _up.Task, _hops, topics);
        _outgoing = new Outgoing(options, () => _up.Task, _hops, own, _selection, logger);
    }

    /// <inheritdoc />
    public string Name => "external";

    /// <inheritdoc />
    public bool IsUp => Session is { Ended.IsCompleted: false };

    /// <summary>Why the last connection ended or could not be made; null before the first trouble.</summary>
    public string? LastError => _trouble.LastError;

    /// <inheritdoc />
    public HealthProblem? Problem => Broker switch
    {
        { State: "taken_over", Problem: { } words } =>
            new(HealthLevel.Degraded, words, "give each node its own --node; the node tries again by itself"),
        { State: "down" } broker => new(
            HealthLevel.Degraded,
            $"no connection to the MQTT broker {broker.Address}, sensors cannot be heard: {broker.LastError ?? "none was made yet"}",
            "look whether the broker runs and can be reached from here; the node tries again by itself"),
        { Problem: { } words } => new(
            HealthLevel.Degraded, words, "give the node's account at the broker the right to subscribe; the node asks again every minute"),
        _ => null,
    };

    /// <summary>QoS 0 messages dropped since the start because the intake was behind.</summary>
    public long Dropped => _arrivals.Dropped;

    /// <inheritdoc />
    public BrokerEntry Broker => _trouble.Describe(IsUp, _subscriptions.Refused, _arrivals, _outgoing.Refused);

    private ExternalSession? Session => _up.Task is { IsCompletedSuccessfully: true } up ? up.Result : null;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellation)
    {
        _running = Task.WhenAll(
            Task.Run(RunAsync, CancellationToken.None),
            Task.Run(() => _outgoing.RunAsync(_time, _stop.Token), CancellationToken.None),
            Task.Run(() => _arrivals.RunAsync(_stop.Token), CancellationToken.None));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task UseFiltersAsync(IReadOnlyList<TopicSubscription> filters, CancellationToken cancellation)
    {
        _subscriptions.Want(filters);
        _hops.Use(filters);
        _filters.TrySetResult();
        if (Session is not { } session) return;
        try
        {
            await _subscriptions.ApplyAsync(session, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            // The next connection applies them.
            session.Fail($"the subscriptions could not be changed: {error.Message}");
        }
    }

    /// <inheritdoc />
    Task<ISenderConnection> ISenderEndpoint.ConnectAsync(SenderTerms terms, CancellationToken cancellation) =>
        _senders.ConnectAsync(terms, cancellation);

    /// <inheritdoc />
    public bool TryPublish(LocalMessage message) => IsUp && _outgoing.TryEnqueue(message);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        if (Session is { } session) await SayGoodbyeAsync(session).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TaskCompletionSource<ExternalSession> NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        // Before the bindings are known, everything the session is subscribed to would seem to be gone.
        await _filters.Task.WaitAsync(_stop.Token).ConfigureAwait(false);
        await _sessions.RunAsync(ConnectAsync, _stop.Token).ConfigureAwait(false);
    }

    private async Task<ConnectionEnd> ConnectAsync(CancellationToken cancellation)
    {
        _began = _time.GetTimestamp();
        _hasOpened = false;
        var (end, next) = await ConnectOnceAsync(_terms).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        _terms = next ?? ConnectTerms.Best;
        if (next is not null) return ConnectionEnd.Replaced;
        var pause = _trouble.Ended(end, _time.GetElapsedTime(_began));
        return new(_trouble.LastError!, _hasOpened) { Pause = pause };
    }

    // One outage is one line, however often it is tried to end it.
    private void Report(ConnectionEnd end, TimeSpan pause)
    {
        var isNews = end.Reason != _reported || _time.GetElapsedTime(_began) > SettledAfter;
        if (isNews) _logger.SessionDown(_options.Host, _options.Port, end.Reason, pause);
        _reported = end.Reason;
    }

    // What to ask for next, where the broker would take a connection that asks for less.
    private async Task<(SessionEnd End, ConnectTerms? Next)> ConnectOnceAsync(ConnectTerms terms)
    {
        await using var session = new ExternalSession(_options, _arrivals, _time);
        try
        {
            using (var limit = new CancellationTokenSource(_options.TimeLimit, _time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token))
            {
                await OpenAsync(session, terms, either.Token).ConfigureAwait(false);
            }

            _hasOpened = true;
            _up.TrySetResult(session);
            return (await WatchAsync(session).ConfigureAwait(false), null);
        }
        catch (Exception error)
        {
            // A broker that refuses says why before it hangs up, whichever is noticed first.
            var end = error is not BrokerRefusalException && session.Ended.IsCompletedSuccessfully
                ? await session.Ended.ConfigureAwait(false)
                : new(error is OperationCanceledException ? "no answer in time" : error.GetBaseException().Message);
            return (end, session.Abilities == BrokerAbilities.Least ? terms.After(error) : null);
        }
        finally
        {
            if (_up.Task.IsCompleted) _up = NewGate();
        }
    }

    private async Task OpenAsync(ExternalSession session, ConnectTerms terms, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        _subscriptions.Prepare();
        var isPresent = await session.ConnectAsync(ExternalConnect.Build(_options, terms, _status, now), cancellation)
            .ConfigureAwait(false);
        if (_reported != ExternalSession.NotDurable) _logger.SessionUp(_options.Host, _options.Port, isPresent);
        if (!isPresent) _arrivals.ForgetSession();
        if (_subscriptions.Begin(isPresent, session.Abilities.IsVersion5)) LoseSession();
        await _subscriptions.ApplyAsync(session, cancellation).ConfigureAwait(false);
        _trouble.Connected(terms.Version == MqttProtocolVersion.V500);
        var online = session.Abilities.Message(_status.Topic, _status.Online(now), retain: true);
        if (await session.PublishAsync(online, cancellation).ConfigureAwait(false) is { } refusal)
            _logger.PublishRefused(_status.Topic, refusal);
    }

    private void LoseSession()
    {
        _trouble.Lost();
        _logger.SessionLost(_options.Host, _options.Port);
        _intake.ReportLoss("MQTT session", $"the broker {_options.Address} had lost the node's session at {_time.GetUtcNow():u}: "
            + "what it queued while the node was away is gone");
    }

    private async Task<SessionEnd> WatchAsync(ExternalSession session)
    {
        // The bindings may have changed while the connection was being made.
        if (!_subscriptions.IsApplied) await _subscriptions.ApplyAsync(session, session.Ending).ConfigureAwait(false);
        while (true)
        {
            await ((Task)session.Ended).WaitAsync(RetryPause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Token.ThrowIfCancellationRequested();
            if (session.Ended.IsCompleted) return await session.Ended.ConfigureAwait(false);
            await _subscriptions.RetryAsync(session, session.Ending).ConfigureAwait(false);
        }
    }

    private async Task SayGoodbyeAsync(ExternalSession session)
    {
        try
        {
            using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
            await _outgoing.CompleteAsync(limit.Token).ConfigureAwait(false);
            await session.PublishAsync(session.Abilities.Message(_status.Topic, _status.Offline(_time.GetUtcNow()), retain: true),
                limit.Token).ConfigureAwait(false);
            await session.DisconnectAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _logger.NotPublished(error, _status.Topic);
        }
    }
}
