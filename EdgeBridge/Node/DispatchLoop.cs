using EventEdge.EdgeBridge.Clock;
using EventEdge.EdgeBridge.Intake;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Recovery;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.EdgeBridge.Node;

/// <summary>
/// The way of a message through the edge, on one page. The MQTT listener gives it to <see cref="MessageIntake"/>, which journals it (QoS 1,
/// 2) or queues it (QoS 0). This loop takes both to the dispatcher, whose results <see cref="EdgeOutput"/> commits to the outbox; the
/// uplink reads there. Live, catch-up and recovery are this one loop: it always reads the journal from where the bindings stand.
/// </summary>
internal sealed class DispatchLoop(
    MessageJournal journal,
    VolatileQueue volatileQueue,
    Dispatcher dispatcher, EdgeRecovery recovery,
    ConfigurationSource configuration,
    IMessageIntake intake,
    NodeClock time,
    Action? caughtUp = null) : IDisposable
{
    private const int EndedLimit = 256;
    private static readonly TimeSpan ObserveWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(500), LongestWait = TimeSpan.FromSeconds(5);

    private readonly JournalReader _journal = journal.CreateReader(recovery.ReplayFrom);
    private readonly long _startedAt = journal.NextSequence - 1;
    private readonly CatchUp _catchUp = new(journal, dispatcher);
    private readonly MessageGatherer _gatherer = new(dispatcher);
    private readonly TimerIntake _timers = new(journal, dispatcher, intake, time);
    private long _notesWaiting, _clockNoted;
    private bool _hasCaughtUp;
    private readonly Lock _dispatching = new();
    private Task? _journalWait;
    private Task? _volatileWait;
    private Task? _endedWait;

    /// <summary>Messages taken to the dispatcher of those that came in since the start of the process; a replay does not count.</summary>
    public long Dispatched { get; private set; }

    /// <summary>Messages of the journal and the queue, taken since the start of the process, that the dispatcher has not seen.</summary>
    public long Waiting => volatileQueue.Count + journal.NextSequence - 1 - Math.Max(_startedAt, dispatcher.Position) - _notesWaiting;

    /// <summary>Runs until cancelled, then takes what has already arrived and saves the state.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var worked = Turn();
            await ConfigureAsync(cancellation).ConfigureAwait(false);
            recovery.RecordJumps(time);
            // Halfway through a change, what would be saved belongs to neither configuration.
            if (!dispatcher.IsChanging) await recovery.KeepAsync(dispatcher, cancellation).ConfigureAwait(false);
            if (!worked) await WaitAsync(cancellation).ConfigureAwait(false);
        }

        while (Turn())
        {
        }

        if (!dispatcher.IsChanging) await recovery.SaveAsync(dispatcher, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Looks at the dispatcher between two turns of the loop, so that what is read belongs together.</summary>
    /// <remarks>While the loop waits for room in the outbox, the look is taken all the same: it may see an event half counted.</remarks>
    public T Observe<T>(Func<Dispatcher, T> look)
    {
        var between = _dispatching.TryEnter(ObserveWait);
        try
        {
            return look(dispatcher);
        }
        finally
        {
            if (between) _dispatching.Exit();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _catchUp.Dispose();
        _journal.Dispose();
    }

    private Task ConfigureAsync(CancellationToken cancellation)
    {
        // What was journalled before the start is read under the configuration it was taken under.
        if (dispatcher.Position < _startedAt) return Task.CompletedTask;
        if (!_hasCaughtUp) caughtUp?.Invoke();
        _hasCaughtUp = true;
        string? text;
        lock (_dispatching)
        {
            dispatcher.StartCalls();
            text = configuration.TryApply(dispatcher, time.GetUtcNow());
            dispatcher.StartTimers(time.GetUtcNow());
        }

        return text is null ? Task.CompletedTask : recovery.ApplyAsync(dispatcher, text, cancellation);
    }

    private bool Turn()
    {
        lock (_dispatching)
        {
            var worked = TakeJournalled() | TakeVolatile() | TakeEnded() | _catchUp.Take() | _timers.Take(_startedAt);
            Tick();
            return worked;
        }
    }

    private bool TakeJournalled()
    {
        var taken = 0;
        for (; taken < _gatherer.BatchLimit && _journal.TryRead(out var entry); taken++)
        {
            if (entry.Kind == JournalEntryKind.Message) Take(entry.Message, isNew: entry.Sequence > _startedAt);
            else TakeNote(entry);
        }

        _gatherer.Flush();
        return taken > 0;
    }

    private bool TakeVolatile()
    {
        var taken = 0;
        for (; taken < _gatherer.BatchLimit && volatileQueue.TryDequeue(out var item); taken++)
        {
            // A replay has to see everything that moves a durable binding's watermark, so for those QoS 0 goes through the journal too.
            // One that cannot be dated yet waits there, too.
            var isKept = dispatcher.IsDurable(item.Topic) || (!NodeClock.IsSet(item.ReceivedAt) && dispatcher.MustDate(item.Topic));
            if (!isKept || !TryJournal(item)) Take(item.ToInbound(), isNew: true);
            volatileQueue.Release(item);
        }

        _gatherer.Flush();
        return taken > 0;
    }

    // A disk that takes nothing must not end the loop: a QoS 0 message then is what it always was, handled at most once.
    private bool TryJournal(VolatileQueue.Item item)
    {
        try
        {
            journal.Append(item.Origin with { Payload = item.Bytes.AsMemory(0, item.Length) }, item.ReceivedAt);
            return true;
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            return false;
        }
    }

    private void Take(in InboundMessage message, bool isNew)
    {
        _gatherer.Take(message);
        recovery.Count(message);
        if (isNew) Dispatched++;
    }

    private void TakeNote(in JournalEntry entry)
    {
        _gatherer.Flush();
        if (entry.Call is { } call)
        {
            if (dispatcher.HasLagging)
                foreach (var name in dispatcher.ChainTo(call.Binding.Name)) _catchUp.Take(name, through: call.Call.Sequence);
            dispatcher.End(call, entry.Sequence, entry.At);
            recovery.Count(call);
        }
        else
        {
            dispatcher.Tick(entry.At, entry.Sequence);
        }

        if (entry.Sequence > _startedAt) _notesWaiting--;
    }

    // What a function outside the process answered is journalled like a message, and takes effect when it is read back.
    private bool TakeEnded()
    {
        var taken = 0;
        for (; taken < EndedLimit && dispatcher.Ended.TryPeek(out var ended); taken++)
        {
            if (!ended.Call.IsJournalled) dispatcher.End(ended, 0, time.GetUtcNow());
            else if (!TryNote(() => journal.AppendCall(ended, time.GetUtcNow()))) break;
            dispatcher.Ended.TryTake(out _);
        }

        return taken > 0;
    }

    private void Tick()
    {
        var now = time.GetUtcNow();
        if (time.SettingToNote(_catchUp.LacksSetting && dispatcher.Position >= _clockNoted) is { } moved
            && TryNote(() => _clockNoted = journal.AppendClock(moved, now)))
            time.AcceptSetting(moved);
        time.Ahead = dispatcher.Ahead;
        if (dispatcher.NextVolatileDeadline <= now) dispatcher.Tick(now, 0);
        // Silence is an event too: journalled, so that a replay falls silent at the same place.
        var isDue = dispatcher.NextDurableDeadline <= now && dispatcher.Position >= journal.NextSequence - 1;
        if (isDue) TryNote(() => journal.AppendTick(now));
    }

    // Where the disk takes nothing, the time is as ripe at the next turn.
    private bool TryNote(Action append)
    {
        if (journal.HasFailed || journal.IsStalled) return false;
        try
        {
            append();
            _notesWaiting++;
            return true;
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            return false;
        }
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        if (_journalWait is null or { IsCompleted: true }) _journalWait = _journal.WaitAsync(cancellation);
        if (_volatileWait is null or { IsCompleted: true }) _volatileWait = volatileQueue.WaitAsync(cancellation);
        // Ends of calls that the disk does not take wait for the timer.
        if (_endedWait is null or { IsCompleted: true })
            _endedWait = dispatcher.Ended.TryPeek(out _) ? null : dispatcher.Ended.WaitAsync(cancellation);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(_journalWait, _volatileWait, _endedWait ?? _volatileWait, configuration.WaitAsync(),
            Task.Delay(UntilDeadline(), time, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
    }

    private TimeSpan UntilDeadline()
    {
        // What falls due without an event is looked for; otherwise only a clock that was set has to be noticed.
        var isQuiet = _endedWait is not null && !journal.IsStalled && !_timers.IsRefused && !configuration.HasOffer && !recovery.IsSaveAhead
            && !dispatcher.IsChanging && !dispatcher.HasLagging;
        var wait = isQuiet ? LongestWait : IdleWait;
        // A disk that takes no note of what is due is asked again with the idle turns.
        var durable = journal.HasFailed || journal.IsStalled ? null : dispatcher.NextDurableDeadline;
        foreach (var deadline in (ReadOnlySpan<DateTimeOffset?>)[durable, dispatcher.NextVolatileDeadline, _timers.Next])
        {
            if (deadline is { } due && due - time.GetUtcNow() < wait) wait = due - time.GetUtcNow();
        }

        return wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;
    }
}
