namespace EventEdge.Soak;

/// <summary>A clock that goes faster than the wall's, timers included: hours of a node's life in minutes.</summary>
internal sealed class CompressedTime(double factor) : TimeProvider
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly long _began = System.GetTimestamp();
    private readonly DateTimeOffset _beganAt = System.GetUtcNow();

    /// <summary>When this clock and the wall's said the same.</summary>
    public long Epoch => _beganAt.ToUnixTimeMilliseconds();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _beganAt + (System.GetElapsedTime(_began) * factor);

    public override long GetTimestamp() => _began + (long)((System.GetTimestamp() - _began) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new CompressedTimer(System.CreateTimer(callback, state, Compress(dueTime), Compress(period)), this);

    private TimeSpan Compress(TimeSpan time)
    {
        if (time <= TimeSpan.Zero) return time;
        var shorter = time / factor;
        return shorter < Shortest ? Shortest : shorter;
    }

    private sealed class CompressedTimer(ITimer inner, CompressedTime clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Compress(dueTime), clock.Compress(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
