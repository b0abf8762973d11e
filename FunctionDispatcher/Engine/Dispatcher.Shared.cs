using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Routing;
using EventEdge.FunctionDispatcher.Workers;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>
/// Many messages at once. With several workers they decode and filter them and take them into windows side by side; results, counters and state are those
/// that one message after another would have given, in the same order.
/// </summary>
public sealed partial class Dispatcher
{
    private readonly WorkList? _work = factory.Workers > 1 ? new WorkList(factory.Workers) : null;
    private Route<BindingRuntime>[][] _routes = [];

    /// <summary>Whether messages are better handed over many at once.</summary>
    public bool HasWorkers => _work is not null;

    /// <summary>Takes messages, in their order, through every binding that wants them. Their payloads are valid until it returns.</summary>
    public void DispatchAll(ReadOnlyMemory<InboundMessage> messages)
    {
        if (_work is null || messages.Length < WorkList.ForkMinimum)
        {
            foreach (ref readonly var message in messages.Span) Dispatch(message);
            return;
        }

        if (_routes.Length < messages.Length) _routes = new Route<BindingRuntime>[messages.Length][];
        for (var taken = 0; taken < messages.Length;) taken = DispatchSome(messages, taken);
    }

    private int DispatchSome(ReadOnlyMemory<InboundMessage> all, int from)
    {
        var messages = all.Span;
        var to = from;
        foreach (var binding in _bindings.Values) binding.ReviewCapacity(Math.Min(WorkList.Limit, messages.Length - from));
        try
        {
            for (; to < messages.Length && !_work!.IsFull; to++) Enlist(messages[to], to);
            _work!.Run(all);
            for (var index = from; index < to; index++) Conclude(messages[index], index);
        }
        finally
        {
            _work!.Clear();
        }

        return to;
    }

    private void Enlist(in InboundMessage message, int index)
    {
        foreach (var route in _routes[index] = _router.RoutesOf(message.Topic))
        {
            if (route.Entry.Value is { IsShared: true } binding) binding.Enlist(message, index, route.Captured, _work!, ref route.Mark);
        }
    }

    private void Conclude(in InboundMessage message, int index)
    {
        var routes = _routes[index];
        Position = Math.Max(Position, message.Sequence);
        CountRouted(routes.Length);
        foreach (var route in routes)
        {
            var binding = route.Entry.Value;
            if (!_work!.TryConclude(message, index, binding) && !binding.IsShared) binding.Process(message, route.Captured);
        }

        Settle(message.ReceivedAt, message.Sequence);
    }

    private void CountRouted(int bindings)
    {
        if (bindings == 0) Unmatched++;
        else Matched++;
    }
}
