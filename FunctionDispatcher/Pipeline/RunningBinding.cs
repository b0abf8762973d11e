using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// One binding at work: its pipeline, where it stands in the journal and in its life, and what leaves it. Messages and ends of calls
/// outside the process commute, so that a replay may take them in another order and reach the same state.
/// </summary>
internal sealed class RunningBinding : IDisposable
{
    private readonly IInvocation _invocation;
    private readonly StepOutput _output;
    private readonly Action<BindingIdentity, long>? _onTake;

    public RunningBinding(BindingParts parts)
    {
        Config = parts.Config;
        Identity = parts.Identity;
        Counters = parts.Counters;
        Disabled = parts.Disabled;
        _onTake = parts.OnTake;
        _invocation = parts.Invocation;
        _output = new(parts);
        Pipeline = new(parts);
        Life = new(isDisabled: parts.Disabled is not null);
        Progress = new(parts.Config, Life, Outside);
        Progress.IsDurable |= parts.Invocation.IsDurable || parts.StatefulDecoder is not null;
        Handover = new(parts.Config, parts.Invocation, Pipeline, Counters);
        Timer = BindingTimer.Of(parts.Config);
        Checkpoint = new(Progress, Pipeline, _invocation, Timer, parts.Emitter.Traces, Counters, parts.StatefulDecoder);
        Ending = new(this, _invocation, _output);
        Connect(ChainLink.None);
    }

    public BindingConfig Config { get; }
    public BindingIdentity Identity { get; }
    public BindingCounters Counters { get; }
    public BindingPipeline Pipeline { get; }

    /// <summary>Where it stands between its beginning and its end.</summary>
    public BindingLife Life { get; }

    /// <summary>Where it stands in the journal.</summary>
    public JournalProgress Progress { get; }

    /// <summary>What it takes over from others that wrote its series before, and leaves to others after it.</summary>
    public SeriesHandover Handover { get; }

    /// <summary>How a change ends it.</summary>
    public BindingEnd Ending { get; }

    /// <summary>What it keeps across a restart.</summary>
    public BindingCheckpoint Checkpoint { get; }

    /// <summary>The binding's timer; null where its trigger is another.</summary>
    public BindingTimer? Timer { get; }

    /// <summary>Why the binding must not run, and from where on; null when it may.</summary>
    public DisabledBinding? Disabled { get; }

    /// <summary>Calls of a function outside the process; null where the function runs in the dispatch loop.</summary>
    public OutOfProcessCalls? Outside => _invocation.Outside;

    /// <summary>Last journalled position this binding's state includes.</summary>
    public long Position => Progress.Position;

    /// <summary>When an event last reached it, as recorded; null before the first since the start of the process.</summary>
    public DateTimeOffset? LastEvent { get; private set; }

    public int OpenWindows => _invocation.OpenWindows;

    /// <inheritdoc cref="IInvocation.Operators"/>
    public IReadOnlyList<WindowOperator> Operators => _invocation.Operators;

    /// <summary>When recorded time alone would make it do something; null where nothing waits, or it could not.</summary>
    public DateTimeOffset? NextDeadline =>
        Life.IsLagging || Disabled is not null || !Progress.HasCapacity ? null : _output.Requests.Earlier(_invocation.NextDeadline);

    /// <summary>
    /// Whether workers may take its messages: what becomes of one must not depend on what the one before it led to, as it does where a
    /// function outside the process runs on its results and may have no room for more.
    /// </summary>
    public bool IsShared => Pipeline.IsShareable && !Progress.CanFill && !Life.IsLagging && Progress.Chain.Lockstep is null;

    /// <summary>Whether the schedule of deadlines will ask it again.</summary>
    public bool IsTouched { get; set; }

    /// <summary>What that schedule knows of it; null where it has not asked yet.</summary>
    public (DateTimeOffset? Due, bool IsDurable, bool IsLagging)? Scheduled { get; set; }

    /// <summary>How far its readings are dated ahead of a clock that was set back; none where they bring their time.</summary>
    public TimeSpan Ahead => Progress.NeedsDate ? new(Pipeline.Recorded.Ahead) : TimeSpan.Zero;

    /// <summary>The bindings it takes the journal together with, itself among them.</summary>
    public IReadOnlyList<RunningBinding> Together => Progress.Chain.Lockstep?.Members ?? [this];

    /// <summary>Replay is over.</summary>
    public void Start(DateTimeOffset now) => _invocation.Start(now);

    /// <summary>Takes a message.</summary>
    /// <exception cref="BindingFaultException">A defect.</exception>
    public void Process(in InboundMessage message, IReadOnlyList<string> captures, bool isCatchingUp = false)
    {
        try
        {
            _onTake?.Invoke(Identity, message.Sequence);
            Timer?.Observe(message.Payload);
            var entered = Progress.Enter(message.Sequence, message.ReceivedAt, isCatchingUp);
            if (entered.IsPassed) Take(message, captures);
            else Pipeline.Leave(entered, message, captures);
        }
        catch (Exception error) when (BindingFaultException.Is(error))
        {
            throw BindingFaultException.Of(Identity, message.Sequence, error);
        }
    }

    /// <summary>Recorded time moved on without a message. False where nothing came of it but that.</summary>
    public bool Advance(DateTimeOffset now, long sequence)
    {
        var entered = Progress.Enter(sequence, now, isCatchingUp: false);
        return entered.IsPassed ? RunDue(now, sequence) : entered.Outcome == StageOutcome.Waiting;
    }

    /// <summary>
    /// Takes the next journalled message that passed the binding by, or only its position where <paramref name="captures"/> is null. False
    /// when there is no room: ask again when calls have ended.
    /// </summary>
    public bool CatchUp(in InboundMessage message, IReadOnlyList<string>? captures)
    {
        if (!Progress.CanCatchUp(message.Sequence, message.ReceivedAt)) return false;
        if (captures is not null) Process(message, captures, isCatchingUp: true);
        Progress.Position = Math.Max(Position, message.Sequence);
        return true;
    }

    /// <summary>Takes a tick that has passed it by.</summary>
    public void TakeTick(DateTimeOffset at, long sequence)
    {
        if (Progress.Enter(sequence, at, isCatchingUp: true).IsPassed) RunDue(at, sequence);
    }

    /// <summary>
    /// Takes results of a binding that it runs on, or is joined with, all that one journal position led to (0: none).
    /// </summary>
    public void TakeUpstream(RunningBinding upstream, IReadOnlyList<Point> results, DateTimeOffset at, long sequence)
    {
        if (sequence != 0) Progress.TakeJournalled();
        var isJoined = upstream.Identity.Name != Config.Trigger.Upstream;
        // What the upstream binding catches up on is older than what this binding has seen of time.
        var present = Pipeline.NotBefore(at);
        Guard(sequence, () =>
        {
            _onTake?.Invoke(Identity, sequence);
            foreach (var result in results.Where(result => _output.Takes(result, isJoined)))
                Run(_output.MessageOf(result, present, sequence, isJoined), []);
        });
        _output.Flush(sequence, Progress.IsReplayed(sequence));
    }

    /// <summary>Takes a message for workers; false where it does not, or not now. The owner is kept for the topic.</summary>
    public bool TryTakeShared(in InboundMessage message, IReadOnlyList<string> captures, ref int owner, out TakenMessage taken)
    {
        taken = default;
        var entered = Progress.Enter(message.Sequence, message.ReceivedAt, isCatchingUp: false);
        // One that has to wait is told again in its turn, by Process.
        if (entered.Outcome == StageOutcome.Dropped) Pipeline.Leave(entered, message, captures);
        if (!entered.IsPassed) return false;
        if (message.Sequence != 0) Progress.TakeJournalled();
        taken = Pipeline.Take(message, captures, ref owner);
        return true;
    }

    /// <summary>Tells what became of a message that workers have read, in its turn.</summary>
    public void ConcludeShared(in InboundMessage message, in TakenMessage taken, in SharedEvent shared, WindowOutcome outcome)
    {
        try
        {
            LastEvent = message.ReceivedAt;
            Pipeline.RunShared(message, taken, shared, outcome);
            _output.Flush(message.Sequence, Progress.IsReplayed(message.Sequence));
        }
        catch (Exception error) when (BindingFaultException.Is(error))
        {
            throw BindingFaultException.Of(Identity, message.Sequence, error);
        }
    }

    /// <summary>A call has ended, as told by a journal position (0: by none).</summary>
    public void End(CallCompletion completion, long sequence)
    {
        EdgeEvent? input = null;
        Guard(sequence, () => input = Pipeline.End(completion, sequence));
        _output.Flush(sequence, Progress.IsReplayed(sequence));
        if (input is not null) _output.Reply(input.Payload.Span, hasDownstream: HasDownstream);
    }

    /// <summary>Hands over what one journal position led to.</summary>
    public void Settle(long sequence) => _output.Settle(sequence, Progress.IsReplayed(sequence));

    /// <summary>The results since the last time; they are the caller's.</summary>
    public IReadOnlyList<Point> TakeResults() => _output.TakeResults();

    /// <summary>Tells it its place in a chain; those downstream have been told theirs before.</summary>
    public void Connect(ChainLink chain)
    {
        Progress.Chain = chain;
        _output.KeepResults(hasDownstream: chain.Downstream.Length > 0);
    }

    public void Dispose() => Ending.Dispose();

    private void Take(in InboundMessage message, IReadOnlyList<string> captures)
    {
        if (message.Sequence != 0) Progress.TakeJournalled();
        var inFlight = Counters.InFlight;
        Run(message, captures);
        _output.Flush(message.Sequence, Progress.IsReplayed(message.Sequence));
        if (Counters.InFlight == inFlight) _output.Reply(message.Payload.Span, hasDownstream: HasDownstream);
    }

    private void Run(in InboundMessage message, IReadOnlyList<string> captures)
    {
        LastEvent = message.ReceivedAt;
        Pipeline.Run(message, captures, hasCapacity: message.Sequence != 0 || Progress.HasCapacity);
    }

    private bool RunDue(DateTimeOffset now, long sequence)
    {
        Pipeline.Observe(now);
        if (!Progress.HasCapacity || Pipeline.IsDisabledAt(sequence)) return false;
        if (_output.Requests.Earlier(_invocation.NextDeadline) > now) return false;
        Fire(now, sequence);
        return true;
    }

    private bool HasDownstream => Progress.Chain.Downstream.Length > 0;

    private void Fire(DateTimeOffset now, long sequence) => Guard(sequence, () =>
    {
        _onTake?.Invoke(Identity, sequence);
        _output.Requests.Advance(now);
        _invocation.Advance(now, sequence);
        _output.Flush(sequence, Progress.IsReplayed(sequence));
    });

    private void Guard(long sequence, Action step)
    {
        try
        {
            step();
        }
        catch (Exception error) when (BindingFaultException.Is(error))
        {
            throw BindingFaultException.Of(Identity, sequence, error);
        }
    }
}
