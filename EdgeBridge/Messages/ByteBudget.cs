namespace EventEdge.EdgeBridge.Messages;

/// <summary>
/// Bytes of memory that several may hold together. Who finds none left waits for its turn, or goes without: nobody overtakes who waits, so
/// that large ones get in, too. One that is larger than all of it gets in alone. Takes no lock while there is room.
/// </summary>
/// <param name="limit">Most bytes at a time.</param>
internal sealed class ByteBudget(long limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private long _held;
    private int _waiting;

    /// <summary>Bytes held.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Takes so many bytes; false, and takes none, when they are not left, or others wait for theirs.</summary>
    public bool TryTake(long bytes) => Volatile.Read(ref _waiting) == 0 && TryAdd(bytes);

    /// <summary>Takes so many bytes, and waits for them in turn.</summary>
    /// <exception cref="OperationCanceledException">The wait was given up, and nothing taken.</exception>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancellation)
    {
        if (TryTake(bytes)) return;
        var waiter = new Waiter(bytes);
        LinkedListNode<Waiter> place;
        lock (_gate)
        {
            place = _waiters.AddLast(waiter);
            Interlocked.Increment(ref _waiting); // Before the look at what is held: who gives back after it sees a waiter.
            Grant();
        }

        await using var registration = cancellation.Register(() => GiveUp(place, cancellation)).ConfigureAwait(false);
        await waiter.Granted.Task.ConfigureAwait(false);
    }

    /// <summary>Gives bytes back, to whoever has waited longest.</summary>
    public void Give(long bytes)
    {
        Interlocked.Add(ref _held, -bytes);
        if (Volatile.Read(ref _waiting) == 0) return;
        lock (_gate) Grant();
    }

    private bool TryAdd(long bytes)
    {
        var held = Interlocked.Read(ref _held);
        while (held == 0 || held + bytes <= limit)
        {
            var before = Interlocked.CompareExchange(ref _held, held + bytes, held);
            if (before == held) return true;
            held = before;
        }

        return false;
    }

    private void Grant()
    {
        while (_waiters.First is { } first && TryAdd(first.Value.Bytes))
        {
            Leave(first);
            first.Value.Granted.TrySetResult();
        }
    }

    private void GiveUp(LinkedListNode<Waiter> place, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (place.List is null) return; // It was granted.
            Leave(place);
            place.Value.Granted.TrySetCanceled(cancellation);
            Grant();
        }
    }

    private void Leave(LinkedListNode<Waiter> place)
    {
        _waiters.Remove(place);
        Interlocked.Decrement(ref _waiting);
    }

    private sealed record Waiter(long Bytes)
    {
        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
