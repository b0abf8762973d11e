namespace EventEdge.Hosting.Metrics;

/// <summary>
/// Whose instruments they are: those of one node carry it as the scope of their meter, so that its page shows them and not another node's
/// of the same process. Any thread.
/// </summary>
public sealed class MetricScope
{
    private long _round = 1;

    /// <summary>Changes when somebody begins to read all of them: what they tell then belongs to one moment.</summary>
    internal long Round => Interlocked.Read(ref _round);

    /// <summary>Somebody begins to read all of them.</summary>
    internal void BeginRound() => Interlocked.Increment(ref _round);
}
