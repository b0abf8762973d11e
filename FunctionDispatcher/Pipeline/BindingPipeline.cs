using EventEdge.Contracts.Events;
using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Deduplication;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;
using EventEdge.FunctionDispatcher.Triggers.Http;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// The way of a message and its events through one binding: admit, decode, fields, filter, deduplicate, event time, window or invoke; what
/// the function answers is emitted. A stage gives a <see cref="StageResult"/>; what it means is counted, dead-lettered and told to
/// observers here, for all stages alike. Deterministic: the same messages give the same results, counters and state, which is what recovery
/// stands on.
/// </summary>
internal sealed class BindingPipeline : IDisposable
{
    private readonly EventReader _reader;
    private readonly EventReader[] _workerReaders;
    private readonly IInvocation _invocation;
    private readonly BindingEmitter _emitter;
    private readonly BindingCounters _counters;
    private readonly DisabledBinding? _disabled;
    private readonly StageWatch _watch;
    private readonly KeyLimitAlarm _keys;
    private readonly MessageEvents _events;
    private readonly MessageEvents? _joined;
    private readonly Stage _last;
    private readonly bool _isKeyInTopic;
    private RecordedTime _recorded;
    private VolatileOverflow _overflow;
    private bool _isCrowded;

    public BindingPipeline(BindingParts parts)
    {
        _reader = parts.Reader;
        _workerReaders = parts.WorkerReaders;
        Duplicates = parts.Deduplication;
        _invocation = parts.Invocation;
        _emitter = parts.Emitter;
        _counters = parts.Counters;
        _disabled = parts.Disabled;
        _watch = parts.Watch;
        _keys = new(parts.Identity.Name, parts.Config.Limits.Keys, parts.ReportFull);
        Layout = parts.Layout;
        // Whoever waits for an answer waits for that of one call.
        var limit = parts.Config.Trigger is HttpTriggerConfig && parts.Invocation.Outside is not null ? 1 : parts.Config.Limits.Events;
        _events = new(parts.Reader, parts.Layout, limit, parts.Config.Trigger.Upstream is not null);
        _joined = parts.Joined is { } joined ? MessageEvents.Of(joined) : null;
        _last = _joined is not null ? Stage.Join : parts.Config.Window is null ? Stage.Invoke : Stage.Window;
        Windows = parts.Invocation as SharedWindows;
        _isKeyInTopic = Windows is not null && parts.Config.Window!.GroupBy.All(parts.Config.Trigger.Captures.Contains);
    }

    /// <summary>Recorded time, as far as this binding has seen it.</summary>
    public ref readonly RecordedTime Recorded => ref _recorded;

    /// <summary>The windows that workers share; null where the function runs in the dispatch loop.</summary>
    public SharedWindows? Windows { get; }

    /// <summary>Whether workers can read its events, and the keys of a batch are sure to find room.</summary>
    public bool IsShareable => _workerReaders.Length > 0 && !_isCrowded;

    /// <summary>Finds duplicates, which has to be done in order; null where none are looked for.</summary>
    public DuplicateFilter? Duplicates { get; }

    /// <summary>Which fields its events have.</summary>
    public EventLayout Layout { get; }

    /// <summary>Takes a message, all of its events, from the first stage to the last.</summary>
    public void Run(in InboundMessage message, IReadOnlyList<string> captures, bool hasCapacity)
    {
        _recorded.Observe(_watch.At(message.ReceivedAt));
        Begin(message);
        var (events, admitted) = (EventsOf(message), Admit(message.Sequence, hasCapacity));
        events.Begin(message, captures, _recorded);
        var decoded = admitted.IsPassed ? events.Decode(message, captures, _recorded).At(Stage.Decode) : admitted.At(Stage.Admit);
        _counters.CountMessage(decoded, events.Count, events.First);
        if (!decoded.IsPassed) PassOn(decoded, StageResult.Passed, events.First);
        for (var index = 0; index < events.Count; index++) RunEvent(events[index], events);
        _emitter.Traces.End();
    }

    /// <summary>The binding does not take a message, or not now.</summary>
    public void Leave(StageResult result, in InboundMessage message, IReadOnlyList<string> captures)
    {
        if (!_watch.Takes(Stage.Admit, result, message.ReceivedAt)) return;
        EventsOf(message).Prepare(message, captures, _recorded);
        _watch.Report(Stage.Admit, result, EventsOf(message).First);
    }

    /// <summary>Looks whether the keys of a batch of so many events are sure to find room, which is what lets workers take them.</summary>
    public void ReviewCapacity(int events) => _isCrowded = Windows is { } windows && windows.IsCrowded(events);

    /// <summary>Takes a message for workers. The owner is kept for the topic where that tells the key; negative until known.</summary>
    public TakenMessage Take(in InboundMessage message, IReadOnlyList<string> captures, ref int owner)
    {
        _recorded.Observe(_watch.At(message.ReceivedAt));
        if (_isKeyInTopic && owner < 0)
        {
            _events.Prepare(message, captures, _recorded);
            owner = Windows!.ShareOf(_events.First);
        }

        return new(captures, _recorded, Windows?.NextNumber() ?? 0, owner);
    }

    /// <summary>The stages that remember nothing, by any worker.</summary>
    public SharedEvent Read(int worker, in TakenMessage taken, in InboundMessage message, EdgeEvent target)
    {
        var reader = _workerReaders[worker];
        reader.Prepare(message, taken.Captures, taken.Recorded, target);
        var admitted = Admit(message.Sequence, hasCapacity: true);
        var read = admitted.IsPassed ? reader.ReadOnly(target, taken.Recorded) : admitted.At(Stage.Admit);
        var owner = !read.IsPassed || Windows is null ? 0 : _isKeyInTopic ? taken.Owner : Windows.ShareOf(target);
        return new() { Event = target, Read = read, Owner = owner };
    }

    /// <summary>Deduplicates an event in its turn. One that cannot be given a time has an id all the same.</summary>
    public StageResult Deduplicate(StageResult read, EdgeEvent input)
    {
        if (Duplicates is null || read.Stage != Stage.EventTime) return StageResult.Passed;
        var result = Duplicates.Take(input);
        return input.IsRetried ? StageResult.Passed : result;
    }

    /// <summary>The end of <see cref="Run"/>, in its turn, for an event that workers have read and taken into its windows.</summary>
    public void RunShared(in InboundMessage message, in TakenMessage taken, in SharedEvent shared, WindowOutcome outcome)
    {
        Begin(message);
        var input = shared.Event;
        _counters.CountMessage(shared.Read, events: 1, input);
        if (PassOn(shared.Read, shared.Deduplicated, input)) Conclude(_last, Invoke(message, taken, input, outcome), input);
        _emitter.Traces.End();
        CrashPoint.Reach(CrashPoint.InWindow);
    }

    /// <summary>Recorded time moves on without an event.</summary>
    public void Observe(DateTimeOffset now) => _recorded.Observe(_watch.At(now));

    /// <summary>An instant, or the present where that is later.</summary>
    public DateTimeOffset NotBefore(DateTimeOffset at)
    {
        var present = Ticks.ToInstant(_recorded.ToReceived(_recorded.Now));
        return _recorded.Now > 0 && present > at ? present : at;
    }

    /// <summary>Whether the function must not run for what has this journal position.</summary>
    public bool IsDisabledAt(long sequence) => _disabled is { } disabled && (sequence == 0 || sequence >= disabled.From);

    /// <summary>A call has ended. The event it was about; null where it was about a window, or is not under way any more.</summary>
    public EdgeEvent? End(CallCompletion completion, long sequence)
    {
        _emitter.Forget();
        if (_invocation.Outside is not { } calls) return null;
        if (calls.End(completion, sequence, out var input) is { } result)
        {
            _counters.InFlight--;
            Conclude(Stage.Invoke, result, input!);
        }

        if (calls.Count == 0) _overflow.End();
        return input;
    }

    public void Save(BinaryWriter writer)
    {
        _counters.Save(writer);
        _invocation.Save(writer);
        if (Duplicates is not null)
        {
            writer.Write(_counters.Duplicates);
            Duplicates.Save(writer);
        }

        _recorded.Save(writer);
        _invocation.Memory?.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        _counters.Load(reader);
        _invocation.Load(reader);
        _counters.InFlight = _invocation.Outside?.EventsInFlight ?? 0;
        if (Duplicates is not null)
        {
            _counters.Duplicates = reader.ReadInt64();
            Duplicates.Load(reader);
        }

        // States of the first version end here, those saved before functions had a memory below.
        if (reader.BaseStream.Position < reader.BaseStream.Length) _recorded.Load(reader);
        if (reader.BaseStream.Position < reader.BaseStream.Length) _invocation.Memory?.Load(reader);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _invocation.Dispose();
    }

    private MessageEvents EventsOf(in InboundMessage message) => _joined?.JoinedTopic == message.Topic ? _joined : _events;

    private void RunEvent(EdgeEvent input, MessageEvents events)
    {
        var read = events.Read(input, _recorded);
        if (PassOn(read, events == _joined ? StageResult.Passed : Deduplicate(read, input), input))
            Conclude(_last, events == _joined ? _invocation.ProcessOther(input) : _invocation.Process(_reader.Trim(input)), input);
        CrashPoint.Reach(CrashPoint.InWindow);
    }

    private void Begin(in InboundMessage message)
    {
        _counters.Messages++;
        _emitter.Begin(message.Trace, message.Topic, message.Sequence);
    }

    private StageResult Admit(long sequence, bool hasCapacity)
    {
        if (IsDisabledAt(sequence)) return StageResult.Rejected(FailureStage.Invoke, _disabled!.Reason);
        return hasCapacity ? StageResult.Passed : _overflow.Next();
    }

    private StageResult Invoke(in InboundMessage message, in TakenMessage taken, EdgeEvent input, WindowOutcome outcome)
    {
        if (Windows is null) return _invocation.Process(input);
        Windows.Emit(taken.Number, message.ReceivedAt, message.Sequence);
        return Windows.ResultOf(outcome, input);
    }

    // True where the event goes on to the last stage; otherwise it has come to its end.
    private bool PassOn(StageResult read, StageResult deduplicated, EdgeEvent input)
    {
        if (_watch.IsOn) ReportPassed(read.IsPassed ? Stage.Window : read.Stage, deduplicated, input);
        if (!deduplicated.IsPassed) Conclude(Stage.Deduplicate, deduplicated, input);
        else if (!read.IsPassed) Conclude(read.Stage, read, input);
        else return true;
        return false;
    }

    private void Conclude(Stage stage, StageResult result, EdgeEvent input)
    {
        _counters.Count(stage, result);
        if (result.Outcome == StageOutcome.Rejected)
        {
            _emitter.Reject(result.Failure, result.Reason!, input, isWhole: stage <= Stage.Decode);
            if (result.Failure == FailureStage.Limit && _joined is null) _keys.Raise(_recorded.Now);
        }

        _emitter.Traces.Conclude(stage, result, input);
        if (_watch.Takes(stage, result)) _watch.Report(stage, result, input);
    }

    // The stages before the one it came to have let it pass, up to deduplication if that has not.
    private void ReportPassed(Stage reached, StageResult deduplicated, EdgeEvent input)
    {
        for (var stage = Stage.Admit; stage < reached; stage++)
        {
            if (stage == Stage.Deduplicate && !deduplicated.IsPassed) return;
            if (!_reader.Has(stage) || (stage == Stage.Deduplicate && Duplicates is null)) continue;
            _watch.Report(stage, StageResult.Passed, input);
        }
    }
}
