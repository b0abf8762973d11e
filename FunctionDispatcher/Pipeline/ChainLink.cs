namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>The place of a binding among those that run on each other's results.</summary>
/// <param name="Upstream">The binding whose results it runs on; null where there is none.</param>
/// <param name="Downstream">The bindings that run on its results, in file order.</param>
internal sealed record ChainLink(RunningBinding? Upstream, RunningBinding[] Downstream)
{
    /// <summary>Alone.</summary>
    public static ChainLink None { get; } = new(null, []);

    /// <summary>Whether all that run on its results have room for what these lead to.</summary>
    public bool HasCapacity
    {
        get
        {
            foreach (var downstream in Downstream)
            {
                if (!downstream.Progress.HasCapacity) return false;
            }

            return true;
        }
    }

    /// <summary>Whether a journalled position has to wait: it must not pass a binding before its upstream binding has come to it.</summary>
    public bool IsDeferred(long sequence) => Upstream is { Life.IsLagging: true } upstream && upstream.Position < sequence;
}
