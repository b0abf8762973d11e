namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>The place of a binding among those that run on each other's results, or are joined with them.</summary>
/// <param name="Upstreams">The bindings whose results it takes.</param>
/// <param name="Downstream">The bindings that take its results, in file order.</param>
/// <param name="Lockstep">The bindings it takes the journal together with; null where it goes at its own pace.</param>
internal sealed record ChainLink(IReadOnlyList<RunningBinding> Upstreams, RunningBinding[] Downstream, Lockstep? Lockstep = null)
{
    /// <summary>Alone.</summary>
    public static ChainLink None { get; } = new([], []);

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

    /// <summary>Whether a binding whose results it takes is behind.</summary>
    public bool IsUpstreamLagging
    {
        get
        {
            for (var i = 0; i < Upstreams.Count; i++)
            {
                if (Upstreams[i].Life.IsLagging) return true;
            }

            return false;
        }
    }

    /// <summary>
    /// Whether a journalled position has to wait: it must not pass a binding before its upstream bindings have come to it.
    /// </summary>
    public bool IsDeferred(long sequence) => Upstreams.Any(upstream => upstream.Life.IsLagging && upstream.Position < sequence);
}

/// <summary>
/// Bindings that a join connects. What is joined depends on the order in which the events of both sides come, so that they take each
/// position of the journal together, or all of them are behind: then a replay meets the same order, whatever held them back.
/// </summary>
/// <param name="members">The bindings, in file order.</param>
internal sealed class Lockstep(IReadOnlyList<RunningBinding> members)
{
    private long _decided;

    /// <summary>The bindings, in file order.</summary>
    public IReadOnlyList<RunningBinding> Members => members;

    /// <summary>The one that stands for all of them.</summary>
    public RunningBinding First => members[0];

    /// <summary>The last position that all of them have taken.</summary>
    public long Position => members.Min(member => member.Position);

    /// <summary>A position has come: before the first of them takes it, it is decided for all whether they take it now.</summary>
    public void Decide(long sequence, DateTimeOffset at)
    {
        if (sequence <= _decided) return;
        _decided = sequence;
        if (members.Any(member => member.Progress.MustWait(at))) Lag();
    }

    /// <summary>Where one is behind, all are.</summary>
    public void Align()
    {
        if (members.Any(member => member.Life.IsLagging)) Lag();
    }

    /// <summary>Whether all can take a position that has passed them by.</summary>
    public bool CanCatchUp(DateTimeOffset at) => members.All(member => member.Progress.HasCapacity && !member.Progress.IsUndated(at));

    /// <summary>They have taken everything up to a position.</summary>
    public void Reach(long sequence)
    {
        foreach (var member in members) member.Progress.Position = Math.Max(member.Position, sequence);
    }

    /// <summary>What one of them keeps is only as durable as what the others lead to.</summary>
    public void BecomeDurable()
    {
        foreach (var member in members) member.Progress.IsDurable = true;
    }

    private void Lag()
    {
        foreach (var member in members.Where(member => !member.Life.IsLagging)) member.Life.Lag();
    }
}
