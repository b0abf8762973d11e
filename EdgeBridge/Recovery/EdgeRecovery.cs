using EventEdge.Contracts.Faults;
using EventEdge.EdgeBridge.Checkpoints;
using EventEdge.EdgeBridge.Clock;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Retransmissions;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Recovery;

/// <summary>
/// Where a restart begins. Saves the state of all bindings now and then and trims the journal behind it; on a start puts the state back and
/// says from where the journal has to be read again. The order is what makes it safe: results durable, then state, then trim.
/// </summary>
internal sealed class EdgeRecovery
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);

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
    private readonly Interruption _unsaved = new();
    private long _savingSince;
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
        Ended = new EndedVersions(LedgerTable.Read(Path.Combine(options.DataDirectory, "state.db"))?.Bindings ?? []);
        Retransmissions = RebuildRetransmissions();
        ReplayFrom = _journal.NextSequence;
    }

    /// <summary>First journal position the loop reads.</summary>
    public long ReplayFrom { get; private set; }

    /// <summary>What ended versions of bindings counted.</summary>
    public EndedVersions Ended { get; }

    /// <summary>What retransmissions are recognised by, as of the crash or stop.</summary>
    public RetransmissionMemory Retransmissions { get; }

    /// <summary>The node's counters, dispatched messages only.</summary>
    public NodeCounters Counters => _counters;

    /// <summary>Puts the saved state into a dispatcher that runs the saved configuration.</summary>
    /// <param name="dispatcher">The dispatcher.</param>
    /// <param name="appliedAt">Where bindings without a saved state begin.</param>
    /// <param name="lost">What of their events is gone; null where they have missed nothing.</param>
    public void Restore(Dispatcher dispatcher, long appliedAt, LostPast? lost = null)
    {
        var from = dispatcher.Restore(_store.LoadBindings(), CursorOf, appliedAt, lost);
        dispatcher.CountFrom(_counters.Matched, _counters.Unmatched);
        ReplayFrom = Math.Max(from, _journal.FirstSequence);
        EdgeTelemetry.Replaying(_logger, ReplayFrom, _journal.NextSequence - ReplayFrom);
    }

    /// <summary>
    /// Makes a dispatcher whose state is gone read everything the journal still has; what was committed of it is not handed over again.
    /// </summary>
    public void Rebuild(Dispatcher dispatcher)
    {
        using var reader = _journal.CreateReader(_journal.FirstSequence);
        // A whole journal has all that this directory ever took: only the window in which it began may lack something.
        var began = reader.TryRead(out var first) ? first.At : _time.GetUtcNow();
        Restore(dispatcher, _journal.FirstSequence - 1, new LostPast(began, IsAll: _journal.FirstSequence > 1));
    }

    /// <summary>
    /// Makes a dispatcher go on whose saved configuration can no longer be run: bindings that are as they were keep their state, the others
    /// begin where the state was saved, and what it held of their windows is entered in the ledger as lost.
    /// </summary>
    public void GoOn(Dispatcher dispatcher)
    {
        var offsets = _store.LoadOffsets();
        var lost = _store.LoadBindings().Select(s => s.Binding).Except(dispatcher.Bindings.Select(b => b.Identity))
            .Select(b => b.Name).Where(name => name.Length > 0).ToList();
        if (lost.Count > 0) Record(new(_time.GetUtcNow(), "state", 0, Abandoned(lost, offsets)));
        Restore(dispatcher, offsets?.Journal ?? _journal.NextSequence - 1, new LostPast(offsets?.At ?? _time.GetUtcNow(), IsAll: true));
    }

    private void Record(RecordedLoss loss)
    {
        _store.Record(loss);
        EdgeTelemetry.PartLost(_logger, loss.Part, _options.DataDirectory, loss.Reason);
    }

    private static string Abandoned(List<string> bindings, SavedOffsets? offsets) =>
        $"the configuration saved at {offsets?.At.UtcDateTime:u} cannot be run by this program: "
            + $"windows that were open then in {string.Join(", ", bindings)} "
        + "are lost, and what came after is read under the bindings file of today";

    private RetransmissionMemory RebuildRetransmissions()
    {
        var (clients, through, resent) = _store.LoadRetransmissions();
        try
        {
            return RetransmissionRebuild.Build(_journal, clients, through, resent);
        }
        catch (IOException error)
        {
            throw new EdgeStartException($"data directory {_options.DataDirectory}: {error.Message}", error);
        }
    }

    private EdgeLedgerEntries Ledger(Dispatcher dispatcher) => new(
        _options.Node, _outbox.Epoch, _time.GetUtcNow(), dispatcher.Position, [.. dispatcher.Bindings], [.. dispatcher.Retired],
        _outbox.Positions);

    private long CursorOf(BindingIdentity binding) => _outbox.HandedOverOf(binding.Name, binding.Version);

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

    /// <summary>That saving has waited for the disk for too long, in words; null while it has not.</summary>
    public string? Hang =>
        Volatile.Read(ref _savingSince) is > 0 and var since && _time.GetElapsedTime(since) is var waits && waits >= HangLimit
        ? $"the disk has not answered for {(long)waits.TotalSeconds} s" : null;

    /// <summary>Enters in the ledger what is to be known of the clock; what the disk does not take is in the log.</summary>
    public void RecordJumps(NodeClock clock)
    {
        try
        {
            while (clock.TryTakeControlRecord(out var note)) _store.Record(note!);
        }
        catch (IOException error)
        {
            if (_unsaved.Begin()) EdgeTelemetry.CheckpointFailed(_logger, RetryDelay, error.Message);
        }
    }

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
        Volatile.Write(ref _savingSince, Math.Max(1, began));
        try
        {
            // the loop has better to do than to wait for the disk
            if (_outbox.Failure is { } refusal) throw new LogStalledException(refusal);
            await _outbox.FlushAsync(cancellation).ConfigureAwait(false);
            await _deadLetters.FlushAsync(cancellation).ConfigureAwait(false);
            var retransmissions = Retransmissions.Changes();
            _store.Save(
                dispatcher.Save(), _counters with { Matched = dispatcher.Matched, Unmatched = dispatcher.Unmatched }, retransmissions,
                _pendingConfiguration, Ledger(dispatcher));
            CrashPoint.Reach(CrashPoint.Checkpointed);
            Ended.Take(dispatcher);
            Retransmissions.Accept(retransmissions);
            _journal.Trim(Math.Min(dispatcher.TakenByAll, retransmissions.Through) + 1);
            _pendingConfiguration = null;
            _bytesSinceSave = 0;
            _unsaved.End();
            // Large state is saved less often, so that saving never takes more than about a fiftieth of the time.
            _pause = TimeSpan.FromTicks(Math.Max(_options.CheckpointInterval.Ticks, 50 * _time.GetElapsedTime(began).Ticks));
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            _pause = RetryDelay;
            if (_unsaved.Begin()) EdgeTelemetry.CheckpointFailed(_logger, RetryDelay, error.Message);
        }

        _lastTry = _time.GetTimestamp();
        Volatile.Write(ref _savingSince, 0);
    }
}
