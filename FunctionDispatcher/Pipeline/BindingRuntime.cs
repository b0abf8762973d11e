using EventEdge.Contracts.Events;
using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Deduplication;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// One binding at work: the way of an event from bytes to result, stage by stage. Deterministic: the same messages give the same results,
/// counters and state, which is what recovery stands on.
/// </summary>
internal sealed partial class BindingRuntime : IDisposable
{
    private readonly EventReader _reader;
    private readonly DuplicateFilter? _duplicates;
    private readonly IInvocation _invocation;
    private readonly OutOfProcessCalls? _outOfProcess;
    private readonly BindingEmitter _emitter;
    private readonly EdgeEvent _event;
    private readonly IDispatchOutput _output;
    private readonly string _topic;
    private readonly bool _answersRequests;
    private readonly Action<BindingIdentity, long>? _onTake;
    private RecordedTime _recorded;
    private bool _isEnding;
    private bool _isDropping;

    public BindingRuntime(BindingParts parts)
    {
        Config = parts.Config;
        Identity = parts.Identity;
        Counters = parts.Counters;
        _reader = parts.Reader;
        _readers = parts.WorkerReaders;
        _duplicates = parts.Deduplication;
        _invocation = parts.Invocation;
        _outOfProcess = parts.Invocation.Outside;
        _emitter = parts.Emitter;
        Windows = parts.Invocation as SharedWindows;
        _isKeyInTopic = Windows is not null && parts.Config.Window!.GroupBy.All(TriggerRoute.CapturesOf(parts.Config.Trigger).Contains);
        _event = new EdgeEvent(parts.Layout);
        Disabled = parts.Disabled;
        _reportFull = parts.ReportFull;
        _onTake = parts.OnTake;
        Durable = parts.Config.Durability == Durability.Journal;
        _output = parts.Output;
        _topic = TriggerRoute.FilterOf(parts.Config);
        _answersRequests = parts.Config is { Trigger.Http: not null, Window: null };
        HasUpstream = parts.Config.Trigger.On is not null;
        Timer = BindingTimer.Of(parts.Config);
        NeedsDate = parts.Config is { Trigger.Mqtt: not null, EventTime.Field: null } && (parts.Config.Window is not null || parts.Config.Emit.Mqtt is null);
        Connect(null, []);
    }

    public BindingConfig Config { get; }

    public BindingIdentity Identity { get; }

    public BindingCounters Counters { get; }

    /// <summary>Last journalled position this binding's state includes.</summary>
    public long Position { get; private set; }

    /// <summary>Journal position up to which results were committed before a crash: a replay must not hand them over again.</summary>
    public long Cursor { get; set; }

    /// <summary>
    /// True once the binding has taken a journalled message: from then on all its messages go through the journal, because a replay has
    /// to see everything that moved its watermark.
    /// </summary>
    public bool Durable { get; private set; }

    public int OpenWindows => _invocation.OpenWindows;

    public DateTimeOffset? NextDeadline => IsLagging || !HasCapacity || Disabled is not null ? null : _invocation.NextDeadline;

    /// <summary>Calls outside the process that are under way.</summary>
    public int CallsUnderWay => _outOfProcess?.Count ?? 0;

    /// <summary>True while journalled messages pass the binding by: it has no room for their calls. They wait in the journal.</summary>
    public bool IsLagging { get; private set; }

    private bool HasCapacity => (_outOfProcess is null || !(_isEnding || _outOfProcess.IsFull)) && (_downstream.Length == 0 || DownstreamHasCapacity());

    /// <summary>Decode, filter, drop duplicates, timestamp, window, invoke, emit: DESIGN's way of a message, in its order.</summary>
    /// <exception cref="BindingFaultException">A defect.</exception>
    public void Process(in InboundMessage message, IReadOnlyList<string> captures)
    {
        try
        {
            _onTake?.Invoke(Identity, message.Sequence);
            Take(message, captures);
        }
        catch (Exception error) when (BindingFaultException.Is(error))
        {
            throw BindingFaultException.Of(Identity, message.Sequence, error);
        }
    }

    private void Take(in InboundMessage message, IReadOnlyList<string> captures)
    {
        Timer?.Observe(message.Payload);
        if (message.Sequence != 0)
        {
            if (message.Sequence <= Position || StartsLagging(message.ReceivedAt)) return;
            Position = message.Sequence;
            Durable = true;
        }

        var inFlight = Counters.InFlight;
        Decide(message, captures);
        Flush(message.Sequence);
        if (_answersRequests && Counters.InFlight == inFlight) Reply(message.Payload.Span);
    }

    private void Decide(in InboundMessage message, IReadOnlyList<string> captures)
    {
        _recorded.Observe(message.ReceivedAt);
        Begin(message);
        _reader.Prepare(message, captures, _recorded, _event);
        string? error = null;
        var result = IsDisabledAt(message.Sequence) || !HasCapacityFor(message) ? DecodeResult.Unread : _reader.Read(_event, _recorded, out error);
        if (IsAdmitted(result, error, IsDuplicate(result, _event), _event)) Count(_invocation.Process(_event), _event);
        CrashPoint.Reach(CrashPoint.InWindow);
    }

    private void Begin(in InboundMessage message)
    {
        Counters.Received++;
        LastEvent = message.ReceivedAt;
        _emitter.Forget();
    }

    // Counts what ends here.
    private bool IsAdmitted(DecodeResult result, string? error, bool isDuplicate, EdgeEvent input)
    {
        if (result == DecodeResult.Unread && Disabled is { } disabled && IsDisabledAt(input.Sequence)) Reject(FailureStage.Invoke, disabled.Reason, input);
        else if (result == DecodeResult.Unread) Drop();
        else if (result == DecodeResult.Undecodable) Reject(FailureStage.Decode, error!, input);
        else if (result == DecodeResult.Filtered) Counters.Filtered++;
        else if (isDuplicate) Counters.Duplicates++;
        else if (result == DecodeResult.WithoutTimestamp) Reject(FailureStage.EventTime, error!, input);
        else return true;
        return false;
    }

    /// <summary>Recorded time moved on without a message.</summary>
    public void Advance(DateTimeOffset now, long sequence)
    {
        if (sequence != 0)
        {
            if (sequence <= Position || StartsLagging(now)) return;
            Position = sequence;
        }

        _recorded.Observe(now);
        if (!HasCapacity || IsDisabledAt(sequence) || _invocation.NextDeadline > now) return;
        try
        {
            _onTake?.Invoke(Identity, sequence);
            _invocation.Advance(now, sequence);
            Flush(sequence);
        }
        catch (Exception error) when (BindingFaultException.Is(error))
        {
            throw BindingFaultException.Of(Identity, sequence, error);
        }
    }

    /// <summary>Emits what is open as partial results, as of a journal position.</summary>
    public void ClosePartial(long sequence)
    {
        _left ??= Leave();
        if (Disabled is not null) return;
        _invocation.ClosePartial(sequence);
        _emitter.Flush(sequence, replayed: false);
        _emitter.TakeResults(); // partial results start nothing
    }

    /// <summary>A binding that begins now has nothing to do with what was journalled before.</summary>
    public void BeginAt(long sequence) => Position = sequence;

    public void Dispose() => _invocation.Dispose();

    private bool IsReplayed(long sequence) => sequence != 0 && sequence <= Cursor;

    private bool HasCapacityFor(in InboundMessage message) => message.Sequence != 0 || HasCapacity;

    private void Count(Outcome outcome, EdgeEvent input)
    {
        switch (outcome)
        {
            case Outcome.Taken:
                Counters.InWindows++;
                break;
            case Outcome.Corrected:
                Counters.InWindows++;
                Counters.Corrected++;
                break;
            case Outcome.Late:
                Counters.Late++;
                _emitter.Reject(FailureStage.Late, $"{input.Time:O} came after its window was closed for good", input);
                break;
            case Outcome.Failed:
                Counters.Rejected++;
                break;
            case Outcome.InFlight:
                Counters.InFlight++;
                break;
            case Outcome.TooManyKeys:
                Refuse(input);
                break;
            case Outcome.FromTheFuture:
                Reject(FailureStage.EventTime, _reader.Quarantine(TimestampFault.FromTheFuture, input)!, input);
                break;
            default:
                Reject(FailureStage.EventTime, _reader.Quarantine(TimestampFault.BeforeEpoch, input)!, input);
                break;
        }
    }

    private void Reject(FailureStage stage, string reason, EdgeEvent input)
    {
        Counters.Rejected++;
        _emitter.Reject(stage, reason, input);
    }
}
