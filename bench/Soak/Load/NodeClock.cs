namespace EventEdge.Soak.Load;

/// <summary>The node's compressed time, as another process can tell it.</summary>
internal sealed class NodeClock(SoakOptions options)
{
    /// <summary>Milliseconds since 1970.</summary>
    public long Now => options.NodeEpoch + (long)((TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - options.WallEpoch) * options.Factor);
}
