using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Engine.Schedules;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>
/// Topics to bindings to results. One caller at a time; no clock, no broker, no disk: what goes in with its recorded time decides what
/// comes out. Messages come in journal order; a position a binding has already seen is ignored, so replaying too much is harmless.
/// Several may run over the same messages in one process, each with a factory of its own. Life: Apply or Restore, Dispatch and Tick,
/// Apply again, Dispose.
/// </summary>
public sealed class Dispatcher : IDisposable
{
    private readonly BindingFactory _factory;
    private readonly MessageDispatch _messages;
    private readonly BindingChange _change;
    private readonly WrittenSeries _series = new();
    private readonly DeadlineSchedule _deadlines = new();
    private readonly TimerSchedule _timers = new();
    private readonly List<BindingStatus> _retired = [];
    private bool _startsCalls;
    private bool _isStarted;

    /// <summary>A dispatcher without bindings.</summary>
    /// <param name="factory">Builds bindings; disposed with the dispatcher, and of no other use.</param>
    public Dispatcher(BindingFactory factory)
    {
        _factory = factory;
        _messages = new(factory, _deadlines);
        _change = new(factory, _series);
    }

    /// <summary>Who watches the stages of the bindings.</summary>
    public StageObservers Observers => _factory.Observers;

    /// <summary>What bindings can choose from.</summary>
    public EventEdgeComponents Components => _factory.Components;

    /// <summary>Journal position of the last message or tick seen.</summary>
    public long Position => _messages.Position;

    /// <summary>Messages at least one binding wanted, those before a restart included.</summary>
    public long Matched => _messages.Matched;

    /// <summary>Messages no binding wanted, those before a restart included.</summary>
    public long Unmatched => _messages.Unmatched;

    /// <summary>Whether messages are better handed over many at once.</summary>
    public bool HasWorkers => _messages.HasWorkers;

    /// <summary>Each binding's identity, counters and open windows.</summary>
    public IEnumerable<BindingStatus> Bindings => InForce.All.Select(binding => BindingStatus.Of(binding, _factory.Overdue));

    /// <summary>Bindings that a change has ended, with their last counters, until <see cref="ForgetRetired"/>.</summary>
    public IReadOnlyList<BindingStatus> Retired => _retired;

    /// <summary>What the bindings in force declare, in file order.</summary>
    public IEnumerable<BindingConfig> Declared => InForce.All.Select(b => b.Config);

    /// <summary>The bindings whose oldest results make room in a full outbox, by name.</summary>
    public IEnumerable<string> DropOldest => Declared.Where(b => b.Emit.WhenFull == WhenFull.DropOldest).Select(b => b.Name);

    /// <summary>The topic filters of all bindings, captures replaced by <c>+</c>, with the QoS to ask for and who asks.</summary>
    public IEnumerable<(string Filter, int Qos, string Binding)> Filters => _messages.Bindings.Filters;

    /// <summary>When journalled bindings next need a tick; null when none waits.</summary>
    public DateTimeOffset? NextDurableDeadline => _deadlines.NextDurable;

    /// <summary>When bindings without a journal next need a tick; null when none waits.</summary>
    public DateTimeOffset? NextVolatileDeadline => _deadlines.NextVolatile;

    /// <summary>When the next timer is due; null when there is none.</summary>
    public DateTimeOffset? NextTimer => _timers.Next;

    /// <summary>Calls of functions outside the process that have ended since they were last looked at: see <see cref="End"/>.</summary>
    public CallInbox Ended => _factory.Ended;

    /// <summary>Whether any binding is behind: it has no room for more calls, and its messages are taken from the journal again.</summary>
    public bool HasLagging => _deadlines.Lagging > 0;

    /// <summary>The bindings that are behind, each with the last position it has taken.</summary>
    public IReadOnlyList<LaggingBinding> Behind =>
        HasLagging ? [.. InForce.All.Where(b => b.Life.IsLagging).Select(LaggingBinding.Of).OfType<LaggingBinding>()] : [];

    /// <summary>The last journal position that every binding has taken: nothing up to here is needed again.</summary>
    public long TakenByAll => Behind.Select(b => b.Position).Append(Position).Min();

    /// <summary>How far readings dated by their receipt are ahead of a clock that was set back: the most of all bindings.</summary>
    public TimeSpan Ahead => _messages.Bindings.Ahead;

    /// <summary>Whether a change has begun and is not finished. State saved meanwhile would be that of neither configuration.</summary>
    public bool IsChanging => _change.IsUnderWay;

    /// <summary>Whether every call that a change waits for has ended.</summary>
    public bool CanFinishChange => _change.CanFinish(_messages.Bindings);

    /// <summary>The bindings in force.</summary>
    internal BindingSet InForce => _messages.Bindings;

    /// <summary>Whether a message on this topic has to be journalled because a binding that wants it keeps durable state.</summary>
    public bool IsDurable(string topic) => _messages.Bindings.IsDurable(topic);

    /// <summary>Whether a binding of this name is in force and wants messages on this topic.</summary>
    public bool Wants(string name, string topic) =>
        Find(name) is { } binding && _messages.Bindings.Router.Route(topic).ToArray().Any(route => route.Entry.Value == binding);

    /// <summary>Whether a binding on this topic waits with messages that were received before the machine's clock was ever set.</summary>
    public bool MustDate(string topic) => _messages.Bindings.MustDate(topic);

    /// <summary>The same of one binding.</summary>
    public bool NeedsDate(string name) => Find(name) is { } binding && binding.Together.Any(each => each.Progress.NeedsDate);

    /// <summary>The bindings that lead to one by their results, the first of them first, and the binding itself.</summary>
    public IReadOnlyList<string> ChainTo(string name) => _messages.Bindings.ChainTo(name);

    /// <summary>Takes a message through every binding that wants it.</summary>
    public void Dispatch(in InboundMessage message) => _messages.Take(message);

    /// <summary>Takes messages, in their order, through every binding that wants them. Their payloads are valid until it returns.</summary>
    public void DispatchAll(ReadOnlyMemory<InboundMessage> messages) => _messages.TakeAll(messages);

    /// <summary>
    /// Recorded time has reached <paramref name="at"/>. A journalled tick (<paramref name="sequence"/> above 0) is for the bindings with
    /// durable state, one without is for the others.
    /// </summary>
    public void Tick(DateTimeOffset at, long sequence) => _messages.Tick(at, sequence);

    /// <summary>
    /// A call has ended, as told by a journal position (0: by none), at the time recorded there. The loop that drives the dispatcher
    /// takes ended calls from <see cref="Ended"/>, journals those of journalled messages, and gives them here when it reads them back.
    /// </summary>
    public void End(CallCompletion completion, long sequence, DateTimeOffset at = default) => _messages.End(completion, sequence, at);

    /// <summary>Gives a binding that is behind the next message of the journal. False when it has no room.</summary>
    public bool CatchUp(string name, in InboundMessage message) => Find(name) is { } binding && _messages.CatchUp(binding, message);

    /// <summary>Gives a binding that is behind the next tick of the journal. False when it has no room.</summary>
    public bool CatchUp(string name, DateTimeOffset at, long sequence) =>
        Find(name) is { } binding && _messages.CatchUp(binding, at, sequence);

    /// <summary>A binding has taken everything that had passed it by.</summary>
    public void CaughtUp(string name)
    {
        if (Find(name) is not { } binding) return;
        _messages.CaughtUp(binding);
    }

    /// <summary>The journal is read and the configuration in force: timers run from now on. Those without a past begin now.</summary>
    public void StartTimers(DateTimeOffset now)
    {
        _isStarted = true;
        _timers.Start(now);
        _messages.Bindings.Start(now);
        _deadlines.Reset(InForce.All);
    }

    /// <summary>Gives every tick that is due to <paramref name="journal"/>, earliest first; one that it does not take stays due.</summary>
    /// <returns>How many were taken.</returns>
    public int TakeTicks(DateTimeOffset now, Func<TimerTick, bool> journal) => _timers.TakeTicks(now, journal);

    /// <summary>Replay is over: functions outside the process are called from now on.</summary>
    public void StartCalls()
    {
        if (_startsCalls) return;
        _startsCalls = true;
        _factory.StartCalls();
        foreach (var binding in InForce.All) binding.Outside?.Start();
    }

    /// <summary>Begins and finishes a change at once, between two messages: calls under way are given up. All or nothing.</summary>
    /// <param name="config">The other configuration.</param>
    /// <param name="now">The present, see <see cref="FinishChange"/>.</param>
    /// <exception cref="BindingException">A binding cannot be built; nothing was changed.</exception>
    public void Apply(BindingsConfig config, DateTimeOffset now = default)
    {
        BeginChange(config);
        FinishChange(now);
    }

    /// <summary>Goes on with the configuration a node ran with. A function outside the process that cannot be used is waited for.</summary>
    /// <exception cref="BindingException">A binding cannot be built; nothing was changed.</exception>
    public void Resume(BindingsConfig config)
    {
        BeginChange(config, isResumed: true);
        FinishChange();
    }

    /// <summary>Begins a change; it may be finished at once, or when no call is under way any more. All or nothing.</summary>
    /// <exception cref="BindingException">A binding cannot be built; nothing was changed.</exception>
    public void BeginChange(BindingsConfig config) => BeginChange(config, isResumed: false);

    /// <summary>Swaps to the other configuration; calls that have not ended are given up, each with a dead letter.</summary>
    /// <param name="now">
    /// The present: windows around it lack what came before. The default, the first instant of all, where bindings that begin have missed
    /// nothing.
    /// </param>
    public void FinishChange(DateTimeOffset now = default)
    {
        _messages.Bindings = _change.Finish(_messages.Bindings, Position, now, _startsCalls, _retired);
        if (_isStarted && now != default) _messages.Bindings.Start(now);
        Reschedule();
    }

    /// <summary>Their counters are saved elsewhere.</summary>
    public void ForgetRetired() => _retired.Clear();

    /// <summary>Goes on counting where an earlier run had come to when its state was saved.</summary>
    public void CountFrom(long matched, long unmatched) => (_messages.Matched, _messages.Unmatched) = (matched, unmatched);

    /// <summary>State of every binding as of <see cref="Position"/>.</summary>
    /// <exception cref="IOException">A function's state cannot be saved.</exception>
    public IReadOnlyList<BindingState> Save() => BindingStates.Save(InForce.All, Position, _series);

    /// <summary>
    /// Puts saved state back after <see cref="Apply"/> and before the first message. Bindings without a saved state begin at
    /// <paramref name="appliedAt"/>.
    /// </summary>
    /// <param name="states">What <see cref="Save"/> gave.</param>
    /// <param name="cursorOf">Journal position up to which a binding's results are already committed.</param>
    /// <param name="appliedAt">Journal position at which the configuration came into force.</param>
    /// <param name="lost">What of the events of bindings without a saved state is gone; null where they have missed nothing.</param>
    /// <returns>The journal position to replay from. Bindings that stand before it are behind.</returns>
    public long Restore(IEnumerable<BindingState> states, Func<BindingIdentity, long> cursorOf, long appliedAt, LostPast? lost = null)
    {
        _messages.Position = BindingStates.Restore(InForce.All, states, cursorOf, appliedAt, lost, _series);
        InForce.Align();
        Reschedule();
        return Position + 1;
    }

    /// <summary>Tells a dispatcher without history where the journal stands.</summary>
    public void BeginAt(long position)
    {
        _messages.Position = position;
        foreach (var binding in InForce.All) binding.Progress.Position = position;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _change.Abandon(_messages.Bindings);
        foreach (var binding in InForce.All) binding.Dispose();
        _messages.Dispose();
        _factory.Dispose();
    }

    private RunningBinding? Find(string name) => _messages.Bindings.Find(name);

    private void BeginChange(BindingsConfig config, bool isResumed)
    {
        _change.Begin(_messages.Bindings, config, Position, isResumed);
        Reschedule();
    }

    private void Reschedule()
    {
        _deadlines.Reset(InForce.All);
        _timers.Reset(InForce.All.Select(b => b.Timer).OfType<BindingTimer>());
    }
}
