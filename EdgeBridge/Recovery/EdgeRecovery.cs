using EventEdge.Contracts.Faults;
using EventEdge.EdgeBridge.Checkpoints;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Resends;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Dispatch;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Recovery;

/// <summary>
/// Where a restart begins. Saves the state of all bindings now and then and trims the journal behind it; on a start puts the state back and says
/// from where the journal has to be read again. The order is what makes it safe: results durable, then state, then trim.
/// </summary>
internal sealed class EdgeRecovery
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly EdgeOptions _options;
    private readonly MessageJournal _journal;
    private readonly ResultOutbox _outbox;
    private readonly CheckpointStore _store;
    private readonly DeadLetterStore _deadLetters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private NodeCounters _counters;
    private long _bytesSinceSave;
    private long _lastTry;
    private TimeSpan _pause;
    private (string Text, long AppliedAt)? _pendingConfiguration;

    /// <summary>Over the stores of one data directory.</summary>
    /// <exception cref="EdgeStartException">The journal cannot be read.</exception>
    public EdgeRecovery(EdgeOptions options, EdgeStores stores, TimeProvider time, ILogger<EdgeRecovery> logger)
    {
        _options = options;
        _journal = stores.Journal;
        _outbox = stores.Outbox;
        _store = stores.Checkpoints;
        _deadLetters = stores.DeadLetters;
        _time = time;
        _logger = logger;
        _counters = _store.LoadCounters();
        _lastTry = time.GetTimestamp();
        _pause = options.CheckpointInterval;
        Ended = new EndedVersions(BookTable.Read(Path.Combine(options.DataDirectory, "state.db"))?.Bindings ?? []);
        Resends = RebuildResends();
        ReplayFrom = _journal.NextSequence;
    }

    /// <summary>First journal position the loop reads.</summary>
    public long ReplayFrom { get; private set; }

    /// <summary>What ended versions of bindings counted.</summary>
    public EndedVersions Ended { get; }

    /// <summary>What resends are recognised by, as of the crash or stop.</summary>
    public ResendMemory Resends { get; }

    /// <summary>The node's counters, dispatched messages only.</summary>
    public NodeCounters Counters => _counters;

    /// <summary>Puts the saved state into a dispatcher that runs the saved configuration.</summary>
    public void Restore(Dispatcher dispatcher, long appliedAt)
    {
        var from = dispatcher.Restore(_store.LoadBindings(), CursorOf, appliedAt);
        dispatcher.CountFrom(_counters.Matched, _counters.Unmatched);
        ReplayFrom = Math.Max(from, _journal.FirstSequence);
        EdgeTelemetry.Replaying(_logger, ReplayFrom, _journal.NextSequence - ReplayFrom);
    }

    /// <summary>Makes a dispatcher whose state is gone read everything the journal still has; what was committed of it is not handed over again.</summary>
    public void Rebuild(Dispatcher dispatcher) => Restore(dispatcher, _journal.FirstSequence - 1);

    private ResendMemory RebuildResends()
    {
        var (clients, through, resent) = _store.LoadResends();
        try
        {
            return ResendRebuild.Build(_journal, clients, through, resent);
        }
        catch (IOException error)
        {
            throw new EdgeStartException($"data directory {_options.DataDirectory}: {error.Message}", error);
        }
    }

    private BookEntries Books(Dispatcher dispatcher) => new(
        _options.Node, _outbox.Epoch, _time.GetUtcNow(), dispatcher.Position, [.. dispatcher.Bindings], [.. dispatcher.Retired], _outbox.Positions);

    private long CursorOf(BindingIdentity binding) => _outbox.CursorOf(binding.Name, binding.Version);

    /// <summary>Counts a message that the dispatcher took.</summary>
    public void Count(in InboundMessage message)
    {
        var bytes = message.Payload.Length + message.Topic.Length;
        _counters = _counters with { Messages = _counters.Messages + 1, Bytes = _counters.Bytes + bytes };
        _bytesSinceSave += bytes;
    }

    /// <summary>Counts the end of a call: it is in the journal too, and a replay reads it.</summary>
    public void Count(CallCompletion call) => _bytesSinceSave += call.Answer.Length + 1;

    /// <summary>A new configuration came into force; saved together with the state it left.</summary>
    public Task ApplyAsync(Dispatcher dispatcher, string configurationText, CancellationToken cancellation)
    {
        _pendingConfiguration = (configurationText, dispatcher.Position);
        return SaveAsync(dispatcher, cancellation);
    }

    /// <summary>Whether anything has come in since the last save, so that the next one falls due by time alone.</summary>
    public bool IsSaveAhead => _bytesSinceSave > 0;

    /// <summary>Saves when it is due.</summary>
    public Task KeepAsync(Dispatcher dispatcher, CancellationToken cancellation)
    {
        if (_bytesSinceSave == 0) return Task.CompletedTask;
        var due = _bytesSinceSave >= _options.CheckpointBytes || _time.GetElapsedTime(_lastTry) >= _pause;
        return due ? SaveAsync(dispatcher, cancellation) : Task.CompletedTask;
    }

    /// <summary>Saves now. A failure is logged and tried again later: until then a restart replays more.</summary>
    public async Task SaveAsync(Dispatcher dispatcher, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        try
        {
            if (_outbox.Failure is { } refusal) throw new LogStalledException(refusal); // the loop has better to do than to wait for the disk
            await _outbox.FlushAsync(cancellation).ConfigureAwait(false);
            await _deadLetters.FlushAsync(cancellation).ConfigureAwait(false);
            var resends = Resends.Changes();
            _store.Save(
                dispatcher.Save(), _counters with { Matched = dispatcher.Matched, Unmatched = dispatcher.Unmatched }, resends, _pendingConfiguration, Books(dispatcher));
            CrashPoint.Reach(CrashPoint.Checkpointed);
            Ended.Take(dispatcher);
            Resends.Accept(resends);
            _journal.Trim(Math.Min(dispatcher.TakenByAll, resends.Through) + 1);
            _pendingConfiguration = null;
            _bytesSinceSave = 0;
            // Large state is saved less often, so that saving never takes more than about a fiftieth of the time.
            _pause = TimeSpan.FromTicks(Math.Max(_options.CheckpointInterval.Ticks, 50 * _time.GetElapsedTime(began).Ticks));
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            _pause = RetryDelay;
            EdgeTelemetry.CheckpointFailed(_logger, RetryDelay, error.Message);
        }

        _lastTry = _time.GetTimestamp();
    }
}
