using EventEdge.Contracts.Events;
using EventEdge.Contracts.Faults;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoding;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.EventTime;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Repeats;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Dispatch;

/// <summary>
/// One binding at work: the way of an event from bytes to result, stage by stage. Deterministic: the same messages give the same results,
/// counters and state, which is what recovery stands on.
/// </summary>
internal sealed partial class BindingRuntime : IDisposable
{
    private readonly IEventDecoder _decoder;
    private readonly Func<EdgeEvent, bool>? _where;
    private readonly RepeatFilter? _repeats;
    private readonly StampReader _stamps;
    private readonly int _stampSlot;
    private readonly int[] _captureSlots;
    private readonly IInvocation _invocation;
    private readonly OutsideCalls? _outside;
    private readonly BindingEmitter _emitter;
    private readonly EdgeEvent _event;
    private readonly IDispatchOutput _output;
    private readonly string _topic;
    private readonly bool _answersRequests;
    private RecordedTime _recorded;
    private bool _isEnding;
    private bool _isDropping;

    public BindingRuntime(BindingParts parts)
    {
        Config = parts.Config;
        Identity = parts.Identity;
        Counters = parts.Counters;
        _decoder = parts.Decoder;
        _where = parts.Where;
        _repeats = parts.Repeats;
        _invocation = parts.Invocation;
        _outside = parts.Invocation.Outside;
        _emitter = parts.Emitter;
        _captureSlots = parts.CaptureSlots;
        _stamps = new StampReader(parts.Config.EventTime, parts.Layout);
        _stampSlot = parts.Config.EventTime.Field is { } field ? parts.Layout.SlotOf(field) : -1;
        _event = new EdgeEvent(parts.Layout);
        Disabled = parts.Disabled;
        Durable = parts.Config.Durability == Durability.Journal;
        _output = parts.Output;
        _topic = TriggerRoute.FilterOf(parts.Config);
        _answersRequests = parts.Config is { Trigger.Http: not null, Window: null };
        IsFollower = parts.Config.Trigger.On is not null;
        Timer = BindingTimer.Of(parts.Config);
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

    public DateTimeOffset? NextDeadline => IsBehind || !HasRoom || Disabled is not null ? null : _invocation.NextDeadline;

    /// <summary>Calls outside the process that are under way.</summary>
    public int CallsUnderWay => _outside?.Count ?? 0;

    /// <summary>True while journalled messages pass the binding by: it has no room for their calls. They wait in the journal.</summary>
    public bool IsBehind { get; private set; }

    private bool HasRoom => (_outside is null || !(_isEnding || _outside.IsFull)) && (_followers.Length == 0 || HasRoomBehind());

    /// <summary>Decode, filter, drop repeats, stamp, window, invoke, emit: DESIGN's way of a message, in its order.</summary>
    public void Process(in InboundMessage message, IReadOnlyList<string> captures)
    {
        Timer?.Observe(message.Payload);
        if (message.Sequence != 0)
        {
            if (message.Sequence <= Position || FallsBehind()) return;
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
        Counters.Received++;
        LastEvent = message.ReceivedAt;
        _recorded.Observe(message.ReceivedAt);
        _emitter.Forget();
        Prepare(message, captures);
        if (IsDisabledAt(message.Sequence)) Reject(FailureStage.Invoke, Disabled!.Reason);
        else if (message.Sequence == 0 && !HasRoom) Drop();
        else if (!_decoder.TryDecode(message.Payload.Span, _event, out var error)) Reject(FailureStage.Decode, error!);
        else if (_where is not null && !_where(_event)) Counters.Filtered++;
        else if (_repeats is not null && _repeats.Drops(_event)) Counters.Duplicates++;
        else if (!TryStamp(out error)) Reject(FailureStage.EventTime, error!);
        else Count(_invocation.Process(_event));
        CrashPoint.Reach(CrashPoint.InWindow);
    }

    /// <summary>Recorded time moved on without a message.</summary>
    public void Advance(DateTimeOffset now, long sequence)
    {
        if (sequence != 0)
        {
            if (sequence <= Position || FallsBehind()) return;
            Position = sequence;
        }

        _recorded.Observe(now);
        if (!HasRoom || IsDisabledAt(sequence) || _invocation.NextDeadline > now) return;
        _invocation.Advance(now, sequence);
        Flush(sequence);
    }

    /// <summary>Emits what is open as partial results, as of a journal position.</summary>
    public void ClosePartial(long sequence)
    {
        if (Disabled is not null) return;
        _invocation.ClosePartial(sequence);
        _emitter.Flush(sequence, replayed: false);
        _emitter.TakeResults(); // partial results start nothing
    }

    /// <summary>A binding that begins now has nothing to do with what was journalled before.</summary>
    public void BeginAt(long sequence) => Position = sequence;

    public void Dispose() => _invocation.Dispose();

    private bool IsReplayed(long sequence) => sequence != 0 && sequence <= Cursor;

    private void Prepare(in InboundMessage message, IReadOnlyList<string> captures)
    {
        _event.Clear();
        _event.Topic = message.Topic;
        _event.ReceivedAt = message.ReceivedAt;
        _event.Time = _recorded.Straighten(message.ReceivedAt);
        _event.Sequence = message.Sequence;
        _event.Payload = message.Payload;
        for (var i = 0; i < _captureSlots.Length; i++) _event.Set(_captureSlots[i], captures[i]);
    }

    private bool TryStamp(out string? error)
    {
        error = null;
        if (_stampSlot < 0) return true;
        var value = _event.At(_stampSlot);
        if (!StampParser.TryParse(value, out var stamp))
        {
            error = value.Exists ? $"'{value}' in {Config.EventTime.Field} is no time" : $"no time in {Config.EventTime.Field}";
            return false;
        }

        _event.Time = stamp;
        error = Quarantine(_stamps.Check(_event, _recorded));
        return error is null;
    }

    private string? Quarantine(StampFault fault) => fault switch
    {
        StampFault.BeforeEpoch => $"{_event.Time:O} is before 2000: the sensor's clock is not set",
        StampFault.FromTheFuture =>
            $"{_event.Time:O} is more than future_limit {Quantity.Format(Config.EventTime.FutureLimit)} ahead of its receipt at {_event.ReceivedAt:O}",
        _ => null,
    };

    private void Count(Outcome outcome)
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
                _emitter.Reject(FailureStage.Late, $"{_event.Time:O} came after its window was closed for good", _event);
                break;
            case Outcome.Failed:
                Counters.Rejected++;
                break;
            case Outcome.InFlight:
                Counters.InFlight++;
                break;
            case Outcome.FromTheFuture:
                Reject(FailureStage.EventTime, Quarantine(StampFault.FromTheFuture)!);
                break;
            default:
                Reject(FailureStage.EventTime, Quarantine(StampFault.BeforeEpoch)!);
                break;
        }
    }

    private void Reject(FailureStage stage, string reason)
    {
        Counters.Rejected++;
        _emitter.Reject(stage, reason, _event);
    }
}
