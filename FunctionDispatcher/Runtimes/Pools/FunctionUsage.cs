namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>
/// What the instances of a binding's function did and cost since the binding began, beside what they would have under the fixed idle time
/// alone.
/// </summary>
public sealed record FunctionUsage
{
    /// <summary>Calls made, every attempt for itself.</summary>
    public long Calls { get; init; }

    /// <summary>Calls that had to wait for the start of an instance.</summary>
    public long ColdStarts { get; init; }

    /// <summary>Cold starts there would have been if every instance rested for <c>idle</c>.</summary>
    public long ColdStartsFixed { get; init; }

    /// <summary>Instances with a call.</summary>
    public int Working { get; init; }

    /// <summary>Instances without one.</summary>
    public int Idle { get; init; }

    /// <summary>Calls that wait for room on the node.</summary>
    public int Waiting { get; init; }

    /// <summary>Seconds that instances rested, added up.</summary>
    public double IdleSeconds { get; init; }

    /// <summary>Seconds one instance would have rested if it always did so for <c>idle</c>.</summary>
    public double IdleSecondsFixed { get; init; }

    /// <summary>Bytes an instance may use.</summary>
    public long InstanceBytes { get; init; }

    /// <summary>
    /// Memory that was not kept by idle instances, against the fixed idle time, in byte-seconds; below 0 where more was kept.
    /// </summary>
    public double MemorySaved => (IdleSecondsFixed - IdleSeconds) * InstanceBytes;
}
