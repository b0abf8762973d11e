using EventEdge.Contracts.Events;
using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Workers;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// What several workers add: events are read ahead, each by one of them, and windows are taken in by the owner of their key. What must be in order
/// (recorded time, duplicates, counters, results) the dispatch loop does, before or after.
/// </summary>
internal sealed partial class BindingRuntime
{
    private readonly EventReader[] _readers;
    private readonly bool _isKeyInTopic;
    private bool _canFill;

    /// <summary>The windows that workers share; null where the function runs in the dispatch loop.</summary>
    public SharedWindows? Windows { get; }

    /// <summary>Whether duplicates are looked for.</summary>
    public bool FindsDuplicates => _duplicates is not null;

    /// <summary>
    /// Whether workers may take its messages: what becomes of one must not depend on what the one before it led to, as it does where a function
    /// outside the process runs on its results and may have no room for more.
    /// </summary>
    public bool IsShared => _readers.Length > 0 && !_canFill && !IsLagging && !_isCrowded;

    /// <summary>Puts a message on the workers' list, unless it was seen before. The mark is kept for the topic: whose its key is.</summary>
    public void Enlist(in InboundMessage message, int index, IReadOnlyList<string> captures, WorkList list, ref int mark)
    {
        if (message.Sequence != 0)
        {
            if (message.Sequence <= Position || StartsLagging(message.ReceivedAt)) return;
            Position = message.Sequence;
            Durable = true;
        }

        _recorded.Observe(message.ReceivedAt);
        if (_isKeyInTopic && mark < 0)
        {
            _reader.Prepare(message, captures, _recorded, _event);
            mark = Windows!.ShareOf(_event);
        }

        list.Add(this, captures, _recorded, Windows?.NextNumber() ?? 0, index, mark);
    }

    /// <summary>First round, by any worker.</summary>
    public DecodedMessage Read(int worker, in WorkItem item, in InboundMessage message, WorkerBuffer buffer)
    {
        var target = buffer.NextEvent(_event.Layout);
        var decoded = new DecodedMessage { Event = target, DecodeResult = DecodeResult.Unread };
        _readers[worker].Prepare(message, item.Captures, item.Recorded, target);
        if (!IsDisabledAt(message.Sequence)) decoded.DecodeResult = _readers[worker].Read(target, item.Recorded, out decoded.Error);
        if (decoded.DecodeResult == DecodeResult.Complete && Windows is not null) decoded.Owner = _isKeyInTopic ? item.Reader : Windows.ShareOf(target);
        return decoded;
    }

    /// <summary>Whether the id of an event was seen before; if not, it is now. An event that cannot be given a timestamp has one all the same.</summary>
    public bool IsDuplicate(DecodeResult result, EdgeEvent input) =>
        _duplicates is not null && result is DecodeResult.Complete or DecodeResult.WithoutTimestamp && _duplicates!.Drops(input);

    /// <summary>Tells what became of a message, in its turn.</summary>
    public void Conclude(in InboundMessage message, in WorkItem item, in DecodedMessage decoded, WindowOutcome outcome)
    {
        try
        {
            Report(message, item, decoded, outcome);
        }
        catch (Exception error) when (BindingFaultException.Is(error))
        {
            throw BindingFaultException.Of(Identity, message.Sequence, error);
        }
    }

    private void Report(in InboundMessage message, in WorkItem item, in DecodedMessage decoded, WindowOutcome outcome)
    {
        Begin(message);
        if (IsAdmitted(decoded.DecodeResult, decoded.Error, decoded.IsDuplicate, decoded.Event)) Count(Finish(message, item, decoded.Event, outcome), decoded.Event);
        CrashPoint.Reach(CrashPoint.InWindow);
        Flush(message.Sequence);
    }

    private Outcome Finish(in InboundMessage message, in WorkItem item, EdgeEvent input, WindowOutcome outcome)
    {
        if (Windows is null) return _invocation.Process(input);
        Windows.Emit(item.Number, message.ReceivedAt, message.Sequence);
        return WindowInvocation.OutcomeOf(outcome);
    }
}
