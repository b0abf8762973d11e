namespace EventEdge.Soak.Load;

/// <summary>
/// The node's compressed time, as another process can tell it, and when everybody is silent so that the node can be looked at.
/// </summary>
internal sealed class NodeClock(SoakOptions options)
{
    /// <summary>From one look to the next, in milliseconds of the wall's clock.</summary>
    public const int Turn = 12_000;

    /// <summary>So long before each look no sensor says anything.</summary>
    public const int Silence = 2_500;

    /// <summary>No sensor says anything.</summary>
    public bool IsSilent => (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - options.WallEpoch) % Turn >= Turn - Silence;

    /// <summary>Milliseconds since 1970.</summary>
    public long Now =>
        options.NodeEpoch + (long)((TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - options.WallEpoch) * options.Factor);
}
