namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// The memory that decoded frames of all consumers may take until the store has them. Who comes first is served first; a frame larger than
/// all of it is let in alone.
/// </summary>
internal sealed class FrameMemory(long limitBytes)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private long _taken;

    /// <summary>Bytes taken right now.</summary>
    public long Taken
    {
        get
        {
            lock (_gate) return _taken;
        }
    }

    /// <summary>Waits until there is room for so many bytes, and takes it until the result is disposed.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; nothing was taken.</exception>
    public async Task<IDisposable> TakeAsync(long bytes, CancellationToken cancellation)
    {
        var waiter = new Waiter(Math.Clamp(bytes, 0, limitBytes));
        lock (_gate)
        {
            _waiters.AddLast(waiter);
            LetIn();
        }

        await using var giveUp = cancellation.Register(() => GiveUp(waiter, cancellation));
        await waiter.Entered.Task;
        return new Share(this, waiter.Bytes);
    }

    private void LetIn()
    {
        while (_waiters.First is { Value: var next } && _taken + next.Bytes <= limitBytes)
        {
            _waiters.RemoveFirst();
            _taken += next.Bytes;
            next.Entered.SetResult();
        }
    }

    private void GiveUp(Waiter waiter, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_waiters.Remove(waiter)) return;
            waiter.Entered.SetCanceled(cancellation);
            LetIn();
        }
    }

    private void Return(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
            LetIn();
        }
    }

    private sealed record Waiter(long Bytes)
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Share(FrameMemory memory, long bytes) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0) memory.Return(bytes);
        }
    }
}
