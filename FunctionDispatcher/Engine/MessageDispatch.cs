using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Engine.Schedules;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Routing;
using EventEdge.FunctionDispatcher.Workers;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>
/// Messages and ticks through the bindings in force. With several workers many messages are decoded, filtered and taken into windows side
/// by side; results, counters and state are those that one message after another would have given, in the same order.
/// </summary>
internal sealed class MessageDispatch(BindingFactory factory, DeadlineSchedule deadlines) : IDisposable
{
    private readonly WorkList? _work = factory.Workers > 1 ? new WorkList(factory.Workers) : null;
    private readonly StageWatch _watch = factory.Observers.Watch(null);
    private Route<RunningBinding>[][] _routes = [];

    /// <summary>The bindings in force.</summary>
    public BindingSet Bindings { get; set; } = new([]);

    /// <summary>Journal position of the last message or tick seen.</summary>
    public long Position { get; set; }

    /// <summary>Messages at least one binding wanted.</summary>
    public long Matched { get; set; }

    /// <summary>Messages no binding wanted.</summary>
    public long Unmatched { get; set; }

    /// <summary>Whether there are several workers.</summary>
    public bool HasWorkers => _work is not null;

    /// <summary>Takes a message through every binding that wants it.</summary>
    public void Take(in InboundMessage message)
    {
        var routes = Bindings.Router.Route(message.Topic);
        Count(message, routes.Length);
        foreach (var route in routes)
        {
            if (IsFor(message, route.Entry.Value)) Process(route, message);
        }

        Settle(message.ReceivedAt, message.Sequence);
    }

    /// <summary>Takes messages, in their order, through every binding that wants them. Their payloads are valid until it returns.</summary>
    public void TakeAll(ReadOnlyMemory<InboundMessage> messages)
    {
        if (_work is null || messages.Length < WorkList.ForkMinimum)
        {
            foreach (ref readonly var message in messages.Span) Take(message);
            return;
        }

        if (_routes.Length < messages.Length) _routes = new Route<RunningBinding>[messages.Length][];
        for (var taken = 0; taken < messages.Length;) taken = TakeSome(_work, messages, taken);
    }

    /// <summary>Recorded time has reached an instant, as told by a journal position (0: by none).</summary>
    public void Tick(DateTimeOffset at, long sequence)
    {
        Reach(sequence);
        foreach (var binding in Bindings.All)
        {
            if (binding.Progress.IsDurable == (sequence != 0) && binding.Advance(at, sequence)) deadlines.Touch(binding);
        }

        Settle(at, sequence);
    }

    /// <summary>A call has ended. Ends of bindings that are no more are ignored.</summary>
    public void End(CallCompletion completion, long sequence, DateTimeOffset at)
    {
        Reach(sequence);
        if (Bindings.Find(completion.Binding.Name) is not { } binding || binding.Identity != completion.Binding) return;
        binding.End(completion, sequence);
        Settle(binding, at, sequence);
    }

    /// <summary>Gives a binding that is behind the next message of the journal. False when it has no room.</summary>
    public bool CatchUp(RunningBinding binding, in InboundMessage message)
    {
        if (binding.Progress.Chain.Lockstep is { } lockstep) return CatchUp(lockstep, message);
        IReadOnlyList<string>? captures = null;
        foreach (var route in Bindings.Router.Route(message.Topic))
        {
            if (route.Entry.Value == binding && IsFor(message, binding)) captures = route.Captured;
        }

        var isTaken = binding.CatchUp(message, captures);
        Settle(binding, message.ReceivedAt, message.Sequence);
        return isTaken;
    }

    /// <summary>Gives a binding that is behind the next tick of the journal. False when it has no room.</summary>
    public bool CatchUp(RunningBinding binding, DateTimeOffset at, long sequence)
    {
        if (binding.Progress.Chain.Lockstep is { } lockstep) return CatchUp(lockstep, at, sequence);
        var isTaken = binding.Progress.CanCatchUp(sequence, at);
        if (isTaken) binding.TakeTick(at, sequence);
        Settle(binding, at, sequence);
        return isTaken;
    }

    /// <summary>A binding, with those it takes the journal together with, has taken everything that had passed it by.</summary>
    public void CaughtUp(RunningBinding binding)
    {
        foreach (var each in binding.Together)
        {
            each.Life.CatchUp();
            deadlines.Touch(each);
        }
    }

    /// <summary>The journal is read up to a position.</summary>
    public void Reach(long sequence) => Position = Math.Max(Position, sequence);

    public void Dispose()
    {
        _work?.Dispose();
        _watch.Dispose();
    }

    // In the order in which they would have taken it live.
    private bool CatchUp(Lockstep lockstep, in InboundMessage message)
    {
        if (!lockstep.CanCatchUp(message.ReceivedAt)) return false;
        foreach (var route in Bindings.Router.Route(message.Topic))
        {
            var binding = route.Entry.Value;
            if (binding.Progress.Chain.Lockstep == lockstep && IsFor(message, binding))
                binding.Process(message, route.Captured, isCatchingUp: true);
        }

        return Reach(lockstep, message.ReceivedAt, message.Sequence);
    }

    private bool CatchUp(Lockstep lockstep, DateTimeOffset at, long sequence)
    {
        if (!lockstep.CanCatchUp(at)) return false;
        foreach (var member in lockstep.Members) member.TakeTick(at, sequence);
        return Reach(lockstep, at, sequence);
    }

    private bool Reach(Lockstep lockstep, DateTimeOffset at, long sequence)
    {
        lockstep.Reach(sequence);
        foreach (var member in lockstep.Members) deadlines.Touch(member);
        Settle(at, sequence);
        return true;
    }

    private static bool IsFor(in InboundMessage message, RunningBinding binding) => message.Target?.Is(binding.Identity.Name) ?? true;

    private void Settle(RunningBinding binding, DateTimeOffset at, long sequence)
    {
        deadlines.Touch(binding);
        Settle(at, sequence);
    }

    private void Settle(DateTimeOffset at, long sequence) => Bindings.Settle(at, sequence, deadlines);

    private int TakeSome(WorkList work, ReadOnlyMemory<InboundMessage> all, int from)
    {
        var messages = all.Span;
        var to = from;
        foreach (var binding in Bindings.All) binding.Pipeline.ReviewCapacity(Math.Min(WorkList.Limit, messages.Length - from));
        try
        {
            for (; to < messages.Length && !work.IsFull; to++) Enlist(work, messages[to], to);
            work.Run(all);
            for (var index = from; index < to; index++) Conclude(work, messages[index], index);
        }
        finally
        {
            work.Clear();
        }

        return to;
    }

    private void Enlist(WorkList work, in InboundMessage message, int index)
    {
        foreach (var route in _routes[index] = Bindings.Router.RoutesOf(message.Topic))
        {
            if (route.Entry.Value is not { IsShared: true } binding || !IsFor(message, binding)) continue;
            if (binding.TryTakeShared(message, route.Captured, ref route.Mark, out var taken)) work.Add(binding, taken, index);
        }
    }

    private void Conclude(WorkList work, in InboundMessage message, int index)
    {
        var routes = _routes[index];
        Count(message, routes.Length);
        foreach (var route in routes)
        {
            var binding = route.Entry.Value;
            if (!IsFor(message, binding)) continue;
            if (work.TryConclude(message, index, binding)) deadlines.Touch(binding);
            else if (!binding.IsShared) Process(route, message);
        }

        Settle(message.ReceivedAt, message.Sequence);
    }

    private void Process(Route<RunningBinding> route, in InboundMessage message)
    {
        var binding = route.Entry.Value;
        binding.Process(message, route.Captured);
        deadlines.Touch(binding);
    }

    private void Count(in InboundMessage message, int bindings)
    {
        Reach(message.Sequence);
        if (bindings > 0)
        {
            Matched++;
            return;
        }

        Unmatched++;
        var result = StageResult.Dropped(StageReason.NoBinding);
        if (_watch.Takes(Stage.Route, result, message.ReceivedAt)) _watch.ReportUnmatched(result, message.Topic, message.Sequence);
    }
}
