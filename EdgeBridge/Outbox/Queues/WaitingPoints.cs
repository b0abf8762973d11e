namespace EventEdge.EdgeBridge.Outbox.Queues;

/// <summary>How many points of a class wait, and the signal that some have come. Any thread.</summary>
internal sealed class WaitingPoints(TimeProvider time)
{
    private long _count;
    private TaskCompletionSource? _came;

    /// <summary>Points committed and not acknowledged.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Some were committed.</summary>
    public void Came(int points)
    {
        Interlocked.Add(ref _count, points);
        if (Volatile.Read(ref _came) is not null) Interlocked.Exchange(ref _came, null)?.TrySetResult();
    }

    /// <summary>There are so many more, or with a number below 0 fewer, than was known.</summary>
    public void Correct(long points) => Interlocked.Add(ref _count, points);

    /// <summary>Completes when some come, or after a while.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var came = Signal();
        // Between the look that found none and the signal one may have come.
        if (Count == 0) await came.WaitAsync(limit, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    private Task Signal()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _came, fresh, null) ?? fresh).Task;
    }
}
