namespace EventEdge.EdgeBridge.Outbox.Queues;

/// <summary>
/// Commits without points, as bindings with local results make one for each message, only carry a cursor: the bus is told of them in
/// passing. As long as nothing else waits they leave once a second, or when a frame is full of them, and with the next point at once.
/// </summary>
internal sealed class IdleRest(WaitingPoints points, long recordLimit, TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(1);

    private long? _since;

    /// <summary>Something has left.</summary>
    public void Begin() => _since = time.GetTimestamp();

    /// <summary>How long nothing need be read; zero while there is a reason to.</summary>
    /// <param name="hasBacklog">Something is deferred.</param>
    /// <param name="records">Records that wait.</param>
    public TimeSpan Left(bool hasBacklog, long records)
    {
        if (_since is not { } since || points.Count > 0 || hasBacklog || records >= recordLimit) return TimeSpan.Zero;
        var left = Span - time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
