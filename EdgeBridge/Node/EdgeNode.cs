using EventEdge.EdgeBridge.Clock;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Explanation;
using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.EdgeBridge.Hangs;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Intake;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Recovery;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Sparkplug;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Metrics;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Node;

/// <summary>
/// An edge node put together: stores, dispatcher, MQTT listener, uplink. Life: <see cref="StartAsync"/> once, <see cref="DisposeAsync"/>
/// once; the order of both is the order of the data, so that nothing acknowledged is in nobody's hands.
/// </summary>
public sealed class EdgeNode : INodeView, IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly EdgeStores _stores;
    private readonly EdgeOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly VolatileQueue _queue = new();
    private readonly RecentResults _recent = new();
    private readonly PendingRequests _requests;
    private readonly EdgeOutput _output;
    private readonly MessageIntake _intake;
    private readonly EdgeRecovery _recovery;
    private readonly NodeClock _clock;
    private readonly ConfigurationSource _configuration;
    private readonly FunctionCode _code;
    private readonly string _folder;
    private readonly DeathMonitor _deaths;
    private readonly CancellationTokenSource _stop = new();
    private readonly IMqttEndpoint _endpoint;
    private readonly SparkplugPresences _presences;
    private readonly IUplink _uplink;
    private DispatchLoop? _pipeline;
    private Dispatcher? _dispatcher;
    private readonly NodeExplainer _explainer;
    private volatile HealthProblem? _watchFailure;
    private Task _watching = Task.CompletedTask;
    private Task _loop = Task.CompletedTask;

    /// <summary>Opens the data directory and puts the node together; nothing runs yet.</summary>
    /// <exception cref="EdgeStartException">The data directory cannot be used.</exception>
    public EdgeNode(
        EdgeOptions options,
        Func<IMessageIntake, IMqttEndpoint> endpoint,
        Func<IOutboxReader, LinkSwitch, IUplink> uplink,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _options = options;
        _loggers = loggers;
        _time = time;
        try
        {
            _stores = EdgeStores.Open(options, PhysicalLogFiles.Instance, time, loggers);
            _requests = new PendingRequests(time);
            _output = new EdgeOutput(_stores, _recent, _requests, options.DataDirectory, time, loggers.CreateLogger<EdgeOutput>());
            _recovery = new EdgeRecovery(options, _stores, time, loggers.CreateLogger<EdgeRecovery>());
            _clock = new NodeClock(time, loggers.CreateLogger<NodeClock>(), _stores.Checkpoints.LoadOffsets()?.At);
            _intake = new MessageIntake(
                _stores.Journal, _recovery.Retransmissions, _queue, options.JournalLimitBytes, _clock,
                loggers.CreateLogger<MessageIntake>())
            {
                DeadLetters = _stores.DeadLetters.Add, Losses = loss => _stores.Checkpoints.TryRecord(loss, loggers),
                Traces = new(options.TraceRatio),
            };
            _folder = BindingsFile.FolderOf(options.BindingsFile);
            _code = new FunctionCode(_folder, Path.Combine(options.DataDirectory, "functions"), options.CompilerCommand);
            _deaths = new DeathMonitor(options, time, loggers.CreateLogger<EdgeNode>());
            _configuration = new ConfigurationSource(loggers.CreateLogger<ConfigurationSource>());
            Functions = new HttpInvoker(_intake, _requests, time);
            DeadLetters = new NodeDeadLetters(
                _stores.DeadLetters, _intake, (name, topic) => _pipeline!.Observe(dispatcher => dispatcher.Wants(name, topic)));
            _endpoint = endpoint(_output.Watch(_intake));
            _presences = SparkplugPresences.Open(_endpoint, options.DataDirectory, time, loggers);
            _output.Attach(_endpoint, _presences, _stop.Token);
            _uplink = uplink(_stores.Outbox, Link);
        }
        catch
        {
            // Not the deaths: to close them tells the next start that this one came through.
            FailedOpening.Close(_stop, _endpoint, _code, _stores, Meters);
            throw;
        }

        _explainer = new NodeExplainer(Observers, look => _pipeline!.Observe(look), Facts, _clock);
        Health.Add("mqtt", () => _endpoint.Problem);
        Health.Add("loops", () => Failure);
        Health.Add("clock", () => _clock.Trouble is { } reason
            ? new(HealthLevel.Degraded, reason, "see to the machine's time: a battery for its clock, or a time server it can "
                + "reach") : null);
    }

    /// <inheritdoc />
    public LinkSwitch Link { get; } = new();

    /// <inheritdoc />
    public HealthChecks Health { get; } = new();

    /// <inheritdoc />
    public MeterReadings Meters { get; } = new(
        "EventEdge.", typeof(LogTelemetry), typeof(DeadLetterTelemetry), typeof(OutboxTelemetry), typeof(UplinkTelemetry));

    /// <summary>Who watches the stages of the bindings: observers may be attached before the start, and at any time after.</summary>
    public StageObservers Observers { get; } = new();

    /// <inheritdoc />
    public IDeadLetterService DeadLetters { get; }

    /// <inheritdoc />
    public HttpInvoker Functions { get; }

    /// <inheritdoc />
    public INodeExplainer Explainer => _explainer;

    /// <summary>What stands around the node, for its explanations: the listener, its guards, what takes results.</summary>
    internal Func<NodeFacts, NodeFacts> Surroundings { get; set; } = facts => facts;

    /// <summary>
    /// Puts the saved state back, opens the MQTT listener and starts the loops. Returns when the node takes messages.
    /// </summary>
    /// <exception cref="EdgeStartException">There is no configuration to run, or the port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _explainer.Start();
        if (_deaths.IsCareful) EdgeTelemetry.StartsCarefully(_loggers.CreateLogger<EdgeNode>(), _options.WorkersInUse);
        _dispatcher = new Dispatcher(new BindingFactory(
            new DispatcherOptions
            {
                Node = _options.Node, Owner = Path.GetFullPath(_options.DataDirectory), BaseDirectory = _folder, Code = _code,
                Components = _options.Components, Scaling = _options.Scaling, Observers = Observers,
                Workers = _deaths.IsCareful ? 1 : _options.WorkersInUse, OnTake = _deaths.OnTake,
                Hidden = [_options.DataDirectory, .. _options.SecretFiles],
                HashKey = _stores.Checkpoints.HashKey, HangLimit = _options.HangLimit, OnHung = Hangs, Disabled = _deaths.Find,
                ContainerMark = Path.Combine(_options.DataDirectory, "containers"),
            },
            _output,
            _time,
            _loggers.CreateLogger<Dispatcher>()));
        var file = BindingsFile.Load(_options.BindingsFile, _options.Components, _code);
        EdgeStart.Configure(file, _stores, _recovery, _configuration, _dispatcher, _clock);
        _pipeline = new DispatchLoop(_stores.Journal, _queue, _dispatcher, _recovery, _configuration, _intake, _clock, _deaths.HasCaughtUp);
        if (_recovery.ReplayFrom < _stores.Journal.NextSequence) _deaths.BeginReplay();
        _configuration.BindingsChanged += UseBindings;
        _loop = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        await _endpoint.StartAsync(cancellation).ConfigureAwait(false);
        UseBindings();
        _uplink.Start();
        _watching = WatchAsync(new BindingsWatcher(_options.BindingsFile, file, _time, _options.Components, _code));
        EdgeTelemetry.Started(
            _loggers.CreateLogger<EdgeNode>(), _options.Node, _endpoint.Name, _dispatcher.Bindings.Count(), _options.DataDirectory);
    }

    /// <inheritdoc />
    public EdgeSnapshot Snapshot() => SnapshotBuilder.Build(
        _options, _clock, _pipeline!, _stores, _queue, _recovery, _configuration, _intake, _endpoint, _uplink,
        Failure is { Level: HealthLevel.Dead } dead ? dead.Reason : null);

    /// <inheritdoc />
    public EdgeLedger Ledger() => EdgeLedgerReader.OfRunning(
        Snapshot(), _pipeline!.Observe(dispatcher => dispatcher.Bindings.ToList()), _stores, _options.DataDirectory);

    /// <inheritdoc />
    public IReadOnlyList<BindingLine> Bindings() => _pipeline!.Observe(dispatcher => dispatcher.Bindings
        .Select(b => BindingLine.Of(b, _recovery.Ended.WithEnded(LedgerEntry.Of(b), b.Identity, dispatcher, _stores.Outbox))).ToList());

    /// <inheritdoc />
    public IReadOnlyList<RecentResult> Recent(long after) => _recent.After(after);

    /// <summary>Stops taking messages, takes what is in, saves the state, lets the uplink finish its frames, closes the stores.</summary>
    public async ValueTask DisposeAsync()
    {
        await _presences.DisposeAsync().ConfigureAwait(false);
        await _endpoint.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.WaitAsync(StopLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A loop that hangs in a function will not end: its journal tells the next start what it was about.
        if (_deaths.Problem is null) await _loop.WaitAsync(StopLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _uplink.DisposeAsync().ConfigureAwait(false);
        _deaths.Dispose();
        _explainer.Dispose();
        _pipeline?.Dispose();
        _dispatcher?.Dispose();
        _code.Dispose();
        await _stores.DisposeAsync().ConfigureAwait(false);
        Meters.Dispose();
        _stop.Dispose();
    }

    /// <summary>
    /// Completes, with the reason, when the process has to end and be started again: a function hangs in it, or the dispatch loop has
    /// ended.
    /// </summary>
    public Task<string> Hung => _deaths.Fatal;

    private NodeFacts Facts(Dispatcher dispatcher)
    {
        var snapshot = Snapshot();
        return Surroundings(new()
        {
            Snapshot = snapshot, Bindings = _explainer.Bindings(dispatcher, snapshot), Topics = BindingSight.Topics(dispatcher),
            Components = dispatcher.Components, Positions = _stores.Outbox.Positions, Results = _recent.After(0), LinkSince = _uplink.Since,
        });
    }

    private void Hangs(BindingIdentity binding) => _deaths.Hangs(binding, _dispatcher!.Position);

    private async Task RunAsync()
    {
        try
        {
            await _pipeline!.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            EdgeTelemetry.LoopFailed(_loggers.CreateLogger<DispatchLoop>(), error, error.Message);
            _deaths.LoopEnded(error);
        }
    }

    /// <summary>Why the node has to be started again: its loop or its watch of the bindings has ended; null while both run.</summary>
    public HealthProblem? Failure => _deaths.Problem ?? _watchFailure;

    private async Task WatchAsync(BindingsWatcher watcher)
    {
        try
        {
            await watcher.RunAsync(Offer, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // What runs goes on; that edits no longer count has to be seen.
            _watchFailure = new(
                HealthLevel.Degraded, $"edits of the bindings are not followed any more: {error.Message}",
                "start the node again to have edits counted");
            EdgeTelemetry.WatchFailed(_loggers.CreateLogger<EdgeNode>(), error, error.Message);
        }

        Task Offer(BindingsResult result)
        {
            _configuration.Offer(result);
            return Task.CompletedTask;
        }
    }

    private void UseBindings()
    {
        _stores.Outbox.DropOldestOf(_dispatcher!.DropOldest);
        Functions.Use(_dispatcher.Declared);
        _ = _presences.UseAsync([.. _dispatcher.Declared], _stop.Token);
        _ = _endpoint.UseFiltersAsync(_output.Use(_dispatcher), _stop.Token);
    }
}
