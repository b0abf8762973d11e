using EventEdge.EdgeBridge.Downsampling;
using EventEdge.EdgeBridge.Outbox.Queues;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>The bytes of the outbox: how many are taken, how many may be, and who waits until some are given back. Any thread.</summary>
/// <param name="options">The limits.</param>
/// <param name="queues">What takes them.</param>
/// <param name="commitGate">Held while a commit is fitted and appended.</param>
internal sealed class OutboxSpace(OutboxOptions options, OutboxQueue[] queues, object commitGate)
{
    private static readonly TimeSpan FullCheckInterval = TimeSpan.FromMilliseconds(200);

    private readonly ManualResetEventSlim _freed = new();
    private long _reserved;

    /// <summary>Bytes on the disk, and those set aside.</summary>
    public long Bytes
    {
        get
        {
            var bytes = Volatile.Read(ref _reserved);
            foreach (var queue in queues) bytes += queue.Bytes;
            return bytes;
        }
    }

    /// <summary>Bytes that commits may take.</summary>
    public long UsableBytes { get; } = options.HardLimitBytes - options.ReservedBytes(queues.Length);

    /// <summary>The byte limit is reached, or the disk is full or refuses.</summary>
    public bool IsFull => Bytes > UsableBytes || Array.Exists(queues, queue => queue.Log.IsStalled);

    /// <summary>Bytes a downsampled block may take beside what it replaces.</summary>
    public long BlockBytes => (IsFull ? options.FilledBytes : UsableBytes + options.SegmentBytes) - Bytes;

    /// <summary>So many more would be too many.</summary>
    public bool Lacks(long bytes) => IsFull || Bytes + bytes > UsableBytes;

    /// <summary>Some bytes were given back.</summary>
    public void Freed() => _freed.Set();

    /// <summary>From here on <see cref="WaitFreed"/> waits.</summary>
    public void ExpectFreed() => _freed.Reset();

    /// <summary>Waits until some bytes are given back, or a moment: a disk that was full or refused says nothing.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public void WaitFreed(CancellationToken cancellation) => _freed.Wait(FullCheckInterval, cancellation);

    /// <inheritdoc cref="ICapacity.TryReserve"/>
    public bool TryReserve(long bytes)
    {
        lock (commitGate)
        {
            // Nothing is taken while there is no room, so with nothing on its way to the disk all of it but the small files' share is free.
            var settled = Array.TrueForAll(queues, queue => queue.Log.CommittedSequence == queue.Log.NextSequence - 1);
            if (Bytes + bytes > (settled ? options.FilledBytes : UsableBytes + options.SegmentBytes)) return false;
            Volatile.Write(ref _reserved, bytes);
            return true;
        }
    }

    /// <inheritdoc cref="ICapacity.Release"/>
    public void Release() => Volatile.Write(ref _reserved, 0);
}
