namespace EventEdge.EdgeBridge.Outbox;

/// <content>
/// Commits without points, as bindings with local results make one for each message, only carry a cursor: the bus is told of them in passing. As
/// long as nothing else waits they leave once a second, or when a frame is full of them, and with the next point at once.
/// </content>
internal sealed partial class OutboxQueue
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private long? _restsSince;
    private TaskCompletionSource? _pointCame;

    // Zero while there is a reason to read.
    private TimeSpan RestLeft
    {
        get
        {
            if (_restsSince is not { } since || PointsWaiting > 0 || _offsets.Ranges.Count > 1 || RecordsWaiting >= _restLimit) return TimeSpan.Zero;
            var left = Rest - _time.GetElapsedTime(since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private void PointsCame()
    {
        if (Volatile.Read(ref _pointCame) is not null) Interlocked.Exchange(ref _pointCame, null)?.TrySetResult();
    }

    private async Task WaitRestedAsync(TimeSpan rest, CancellationToken cancellation)
    {
        var came = Signal();
        // Between the look that found none and the signal one may have come.
        if (PointsWaiting == 0) await came.WaitAsync(rest, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        Task more;
        lock (_reading) more = ReaderOf(_offsets.Head).WaitAsync(cancellation);
        await more.ConfigureAwait(false);
    }

    private Task Signal()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _pointCame, fresh, null) ?? fresh).Task;
    }
}
