using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>
/// Functions outside the process. The loop that drives the dispatcher takes ended calls from <see cref="Ended"/>, journals those of journalled
/// messages, and gives them to <see cref="End"/> when it reads them back. A binding without room for more calls is behind: its messages are
/// taken from the journal a second time, by <see cref="CatchUp(string, in InboundMessage)"/>.
/// </summary>
public sealed partial class Dispatcher
{
    /// <summary>Calls that have ended since they were last looked at.</summary>
    public CallInbox Ended => factory.Ended;

    /// <summary>The bindings that are behind, each with the last position it has taken.</summary>
    public IReadOnlyList<LaggingBinding> Behind =>
        [.. _bindings.Values.Where(b => b.IsLagging).Select(b => new LaggingBinding(b.Identity.Name, b.Position))];

    /// <summary>Whether any binding is behind.</summary>
    public bool HasLagging
    {
        get
        {
            foreach (var binding in _bindings.Values)
            {
                if (binding.IsLagging) return true;
            }

            return false;
        }
    }

    /// <summary>The last journal position that every binding has taken: nothing up to here is needed again.</summary>
    public long TakenByAll => _bindings.Values.Where(b => b.IsLagging).Select(b => b.Position).Append(Position).Min();

    /// <summary>A call has ended, as told by a journal position (0: by none). Ends of bindings that are no more are ignored.</summary>
    /// <param name="completion">How it ended.</param>
    /// <param name="sequence">The position.</param>
    /// <param name="at">When that was recorded.</param>
    public void End(CallCompletion completion, long sequence, DateTimeOffset at = default)
    {
        Position = Math.Max(Position, sequence);
        if (Find(completion.Binding.Name) is not { } binding || binding.Identity != completion.Binding) return;
        binding.End(completion, sequence);
        Settle(at, sequence);
    }

    /// <summary>Gives a binding that is behind the next message of the journal. False when it has no room.</summary>
    public bool CatchUp(string name, in InboundMessage message)
    {
        if (Find(name) is not { } binding) return false;
        IReadOnlyList<string>? captures = null;
        foreach (var route in _router.Route(message.Topic))
        {
            if (route.Entry.Value == binding) captures = route.Captured;
        }

        var taken = binding.CatchUp(message, captures);
        Settle(message.ReceivedAt, message.Sequence);
        return taken;
    }

    /// <summary>Gives a binding that is behind the next tick of the journal. False when it has no room.</summary>
    public bool CatchUp(string name, DateTimeOffset at, long sequence)
    {
        var taken = Find(name) is { } binding && binding.CatchUp(at, sequence);
        Settle(at, sequence);
        return taken;
    }

    /// <summary>A binding has taken everything that had passed it by.</summary>
    public void CaughtUp(string name) => Find(name)?.CaughtUp();

    private BindingRuntime? Find(string name) => _bindings.GetValueOrDefault(name);
}

/// <summary>A binding that journalled messages have passed by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">The last journal position it has taken.</param>
public readonly record struct LaggingBinding(string Name, long Position);
