using EventEdge.Contracts.Events;
using EventEdge.Contracts.Faults;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Windows;
using EventEdge.FunctionDispatcher.Workers;

namespace EventEdge.FunctionDispatcher.Dispatch;

/// <summary>
/// What several workers add: events are read ahead, each by one of them, and windows are taken in by the owner of their key. What must be in order
/// (recorded time, repeats, counters, results) the dispatch loop does, before or after.
/// </summary>
internal sealed partial class BindingRuntime
{
    private readonly EventReader[] _readers;
    private readonly bool _isKeyInTopic;
    private bool _canFill;

    /// <summary>The windows that workers share; null where the function runs in the dispatch loop.</summary>
    public SharedWindows? Windows { get; }

    /// <summary>Whether repeats are looked for.</summary>
    public bool HasRepeats => _repeats is not null;

    /// <summary>
    /// Whether workers may take its messages: what becomes of one must not depend on what the one before it led to, as it does where a function
    /// outside the process runs on its results and may have no room for more.
    /// </summary>
    public bool IsShared => _readers.Length > 0 && !_canFill && !IsBehind && !_isCrowded;

    /// <summary>Puts a message on the workers' list, unless it was seen before. The mark is kept for the topic: whose its key is.</summary>
    public void Enlist(in InboundMessage message, int index, IReadOnlyList<string> captures, WorkList list, ref int mark)
    {
        if (message.Sequence != 0)
        {
            if (message.Sequence <= Position || FallsBehind(message.ReceivedAt)) return;
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
    public Found Read(int worker, in Job job, in InboundMessage message, Desk desk)
    {
        var target = desk.NextEvent(_event.Layout);
        var found = new Found { Event = target, Reading = Reading.Unread };
        _readers[worker].Prepare(message, job.Captures, job.Recorded, target);
        if (!IsDisabledAt(message.Sequence)) found.Reading = _readers[worker].Read(target, job.Recorded, out found.Error);
        if (found.Reading == Reading.Complete && Windows is not null) found.Owner = _isKeyInTopic ? job.Reader : Windows.ShareOf(target);
        return found;
    }

    /// <summary>Whether the id of an event was seen before; if not, it is now. An event that cannot be stamped has one all the same.</summary>
    public bool IsRepeat(Reading reading, EdgeEvent input) =>
        _repeats is not null && reading is Reading.Complete or Reading.Unstamped && _repeats!.Drops(input);

    /// <summary>Tells what became of a message, in its turn.</summary>
    public void Conclude(in InboundMessage message, in Job job, in Found found, WindowOutcome outcome)
    {
        try
        {
            Tell(message, job, found, outcome);
        }
        catch (Exception error) when (BindingFaultException.Is(error))
        {
            throw BindingFaultException.Of(Identity, message.Sequence, error);
        }
    }

    private void Tell(in InboundMessage message, in Job job, in Found found, WindowOutcome outcome)
    {
        Begin(message);
        if (IsAdmitted(found.Reading, found.Error, found.IsRepeat, found.Event)) Count(Finish(message, job, found.Event, outcome), found.Event);
        CrashPoint.Reach(CrashPoint.InWindow);
        Flush(message.Sequence);
    }

    private Outcome Finish(in InboundMessage message, in Job job, EdgeEvent input, WindowOutcome outcome)
    {
        if (Windows is null) return _invocation.Process(input);
        Windows.Emit(job.Number, message.ReceivedAt, message.Sequence);
        return WindowInvocation.OutcomeOf(outcome);
    }
}
