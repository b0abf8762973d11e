using EventEdge.FunctionDispatcher.Invocation;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// The end of a binding, by a change of configuration: at once, or when the calls of its function outside the process have ended.
/// </summary>
internal sealed class BindingEnd(RunningBinding binding, IInvocation invocation, StepOutput output) : IDisposable
{
    /// <summary>Where there are calls to wait for, the binding takes nothing from here on, and its windows are closed.</summary>
    public void Begin(long sequence)
    {
        if (invocation.Outside is null || binding.Life.IsEnding) return;
        if (!binding.Life.IsLagging) binding.Progress.Position = Math.Max(sequence, binding.Position);
        Close(sequence);
        binding.Life.BeginEnd();
    }

    /// <summary>Closes what is open; calls that have not ended are given up.</summary>
    public void Finish(long sequence, string reason)
    {
        if (!binding.Life.IsEnding) Close(sequence);
        foreach (var end in invocation.Outside?.GiveUp(binding.Identity, reason) ?? []) binding.End(end, 0);
    }

    /// <summary>It is over. Until then it is known whether messages passed it by, which its next version takes.</summary>
    public void Dispose()
    {
        binding.Life.End();
        binding.Pipeline.Dispose();
    }

    // Emits what is open as partial results.
    private void Close(long sequence)
    {
        binding.Handover.Close();
        if (binding.Disabled is not null) return;
        invocation.ClosePartial(sequence);
        output.Close(sequence);
    }
}
