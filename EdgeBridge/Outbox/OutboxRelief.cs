using System.Collections.Frozen;
using EventEdge.EdgeBridge.Downsampling;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Queues;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// Relief above the soft limit, beside the dispatch loop: the least urgent class loses resolution first; one that has nothing left to lose
/// leaves it to the next. At the hard limit the same order holds for dropping. Life: any use, StopAsync.
/// </summary>
internal sealed class OutboxRelief(
    OutboxOptions options, OutboxQueue[] queues, OutboxSpace space, OutboxProgress progress, ILogger logger) : ICapacity
{
    private readonly Lock _gate = new();
    private readonly long _softBytes = (long)(space.UsableBytes * options.SoftLimit);
    private volatile IReadOnlySet<string> _mayDrop = FrozenSet<string>.Empty;
    private Task _passes = Task.CompletedTask;
    private long _nothingToGainAt = -1;
    private volatile bool _isStopped;

    private bool IsNeeded =>
        options.SoftLimit < 1 && space.Bytes is var bytes && bytes > _softBytes && bytes != Volatile.Read(ref _nothingToGainAt);

    /// <summary>Begins to make room where there is need.</summary>
    public void Begin()
    {
        if (!IsNeeded) return;
        lock (_gate)
        {
            if (_passes.IsCompleted && !_isStopped) _passes = Task.Run(RunAsync);
        }
    }

    /// <summary>Makes room where there is need; completes when there is none, or nothing more to gain.</summary>
    public async Task CompleteAsync()
    {
        do
        {
            Begin();
            Task passes;
            lock (_gate) passes = _passes;
            await passes.ConfigureAwait(false);
        }
        // A pass under way when the need arose has looked at less than there is now.
        while (IsNeeded && !_isStopped);
    }

    /// <summary>
    /// The bindings whose oldest points make room at the hard limit; of the others every point is kept, and committing waits.
    /// </summary>
    public void DropOldestOf(IEnumerable<string> bindings)
    {
        _mayDrop = bindings.ToFrozenSet(StringComparer.Ordinal);
        Volatile.Write(ref _nothingToGainAt, -1);
        Begin();
    }

    /// <summary>No pass begins any more; completes when there is none.</summary>
    public Task StopAsync()
    {
        _isStopped = true;
        lock (_gate) return _passes;
    }

    /// <inheritdoc />
    bool ICapacity.TryReserve(long bytes) => space.TryReserve(bytes);

    /// <inheritdoc />
    void ICapacity.Release() => space.Release();

    /// <inheritdoc />
    void ICapacity.SavePosition() => progress.Save();

    private async Task RunAsync()
    {
        try
        {
            foreach (var queue in queues) queue.ReadCorrections();
            while (space.Bytes is var bytes && bytes > _softBytes && !_isStopped)
            {
                if (space.IsFull) await FlushAsync();
                if (!TryPass())
                {
                    Volatile.Write(ref _nothingToGainAt, bytes);
                    return;
                }

                space.Freed();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException)
        {
            Volatile.Write(ref _nothingToGainAt, space.Bytes);
            logger.DownsamplingFailed(failure.Message);
        }
        finally
        {
            space.Freed();
        }
    }

    private bool TryPass()
    {
        var capacity = space.BlockBytes;
        return queues.Reverse().Any(queue => queue.TryDownsample(capacity, this))
            || (space.IsFull && queues.Reverse().Any(queue => queue.TryDrop(_mayDrop, capacity, this)));
    }

    private async ValueTask FlushAsync()
    {
        foreach (var queue in queues) await queue.FlushAsync(CancellationToken.None);
    }
}
