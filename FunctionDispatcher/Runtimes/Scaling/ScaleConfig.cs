using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Runtimes.Scaling;

/// <summary>How many instances of a function run, and when.</summary>
public sealed record ScaleConfig
{
    /// <summary>Instances kept warm without work. 0 to 64. Default 0.</summary>
    [Range("0", "64")]
    public int Min { get; init; }

    /// <summary>Most instances. 1 to 64. Default 1.</summary>
    [Range("1", "64")]
    public int Max { get; init; } = 1;

    /// <summary>Calls at once for each instance, where the runtime allows more than one: containers do. 1 to 64. Default 1.</summary>
    [Range("1", "64")]
    public int Concurrency { get; init; } = 1;

    /// <summary>
    /// How long an instance beyond <c>min</c> is kept without work, where nothing better is known. 1 s to 1 d. Default 1 m.
    /// </summary>
    [Range("1s", "1d")]
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the times of past calls decide when an instance is started and stopped. Default <c>auto</c>.</summary>
    public WarmMode Warm { get; init; }
}

/// <summary>When instances without work are kept.</summary>
public enum WarmMode
{
    /// <summary>
    /// When a call is likely, by the pauses and the times of day of past calls; for <c>idle</c> while too little is known.
    /// </summary>
    Auto,

    /// <summary>For <c>idle</c> after every call.</summary>
    Fixed,
}
