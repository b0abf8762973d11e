using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>A binding that journalled messages have passed by. One stands for all that take the journal together.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">The last journal position it has taken.</param>
public readonly record struct LaggingBinding(string Name, long Position)
{
    /// <summary>A binding that is behind; null where another stands for it.</summary>
    internal static LaggingBinding? Of(RunningBinding binding)
    {
        var lockstep = binding.Progress.Chain.Lockstep;
        if (lockstep is not null && lockstep.First != binding) return null;
        return new(binding.Identity.Name, lockstep?.Position ?? binding.Position);
    }
}
