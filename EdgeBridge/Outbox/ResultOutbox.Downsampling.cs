using System.Collections.Frozen;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// Relief above the soft limit, beside the dispatch loop: the least urgent class loses resolution first; one that has nothing left to lose leaves it
/// to the next. At the hard limit the same order holds for dropping.
/// </summary>
internal sealed partial class ResultOutbox : ICapacity
{
    private readonly Lock _reliefGate = new();
    private volatile IReadOnlySet<string> _mayDrop = FrozenSet<string>.Empty;
    private Task _relief = Task.CompletedTask;
    private long _nothingToGainAt = -1;
    private long _reserved;

    /// <summary>Makes room where there is need; completes when there is none, or nothing more to gain.</summary>
    public async Task RelieveAsync()
    {
        do
        {
            Relieve();
            Task relief;
            lock (_reliefGate) relief = _relief;
            await relief.ConfigureAwait(false);
        }
        // A pass under way when the need arose has looked at less than there is now.
        while (NeedsRelief(Bytes) && Volatile.Read(ref _disposed) == 0);
    }

    /// <summary>What became of the points of a binding version that did not leave as they were committed.</summary>
    public PointTally TallyOf(string binding, string version) =>
        new TallyTable().Add(_settled).Add(_queues.SelectMany(queue => queue.Tallies())).Of(binding, version);

    /// <summary>The bindings whose oldest points make room at the hard limit; of the others every point is kept, and committing waits.</summary>
    public void DropOldestOf(IEnumerable<string> bindings)
    {
        _mayDrop = bindings.ToFrozenSet(StringComparer.Ordinal);
        Volatile.Write(ref _nothingToGainAt, -1);
        Relieve();
    }

    /// <inheritdoc />
    bool ICapacity.TryReserve(long bytes)
    {
        lock (_commitGate)
        {
            // Nothing is taken while there is no room, so with nothing on its way to the disk all of it but the small files' share is free.
            var settled = Array.TrueForAll(_queues, queue => queue.Log.CommittedSequence == queue.Log.NextSequence - 1);
            if (Bytes + bytes > (settled ? _options.FilledBytes : UsableBytes + _options.SegmentBytes)) return false;
            Volatile.Write(ref _reserved, bytes);
            return true;
        }
    }

    /// <inheritdoc />
    void ICapacity.Release() => Volatile.Write(ref _reserved, 0);

    /// <inheritdoc />
    void ICapacity.SavePosition()
    {
        lock (_persistGate) SavePosition(Array.ConvertAll(_queues, queue => queue.Offsets));
    }

    private void Relieve()
    {
        if (!NeedsRelief(Bytes)) return;
        lock (_reliefGate)
        {
            if (_relief.IsCompleted && Volatile.Read(ref _disposed) == 0) _relief = Task.Run(FreeCapacityAsync);
        }
    }

    private bool NeedsRelief(long bytes) => _options.SoftLimit < 1 && bytes > SoftBytes && bytes != Volatile.Read(ref _nothingToGainAt);

    private async Task FreeCapacityAsync()
    {
        try
        {
            foreach (var queue in _queues) queue.ReadCorrections();
            while (Bytes is var bytes && bytes > SoftBytes && Volatile.Read(ref _disposed) == 0)
            {
                if (IsFull) await FlushAsync(CancellationToken.None);
                if (!TryRelieve())
                {
                    Volatile.Write(ref _nothingToGainAt, bytes);
                    return;
                }

                _freed.Set();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException)
        {
            Volatile.Write(ref _nothingToGainAt, Bytes);
            _logger.DownsamplingFailed(failure.Message);
        }
        finally
        {
            _freed.Set();
        }
    }

    private bool TryRelieve()
    {
        var capacity = (IsFull ? _options.FilledBytes : UsableBytes + _options.SegmentBytes) - Bytes;
        return _queues.Reverse().Any(queue => queue.TryDownsample(capacity, this))
            || (IsFull && _queues.Reverse().Any(queue => queue.TryDrop(_mayDrop, capacity, this)));
    }

    private long SoftBytes => (long)(UsableBytes * _options.SoftLimit);

    /// <summary>
    /// Remembers on the disk what is about to leave. A disk that takes nothing while a drain sends cannot: as long as the outbox was calm that is as well, since the
    /// next start takes all of it for sent.
    /// </summary>
    private void Promise(DeliveryClass deliveryClass, QueueOffsets promised, Action<QueueOffsets> become)
    {
        lock (_persistGate)
        {
            var offsets = Array.ConvertAll(_queues, queue => queue.Offsets);
            offsets[(int)deliveryClass] = promised;
            try
            {
                SavePosition(offsets);
            }
            catch (Exception refused) when (_options.IsDraining && !_wasPressed && refused is IOException or UnauthorizedAccessException)
            {
                // It is sent again as it was.
            }

            become(promised);
        }
    }

    private void SettlePromises()
    {
        foreach (var queue in _queues)
        {
            if (queue.Settle()) Volatile.Write(ref _dirty, 1);
        }
    }

    private void SavePosition(QueueOffsets[] offsets)
    {
        var tallies = new TallyTable().Add(_settled).Add(_queues.SelectMany((queue, index) => queue.Tallies(offsets[index].Acknowledged)));
        _positions.Save(OutboxPosition.Of(_numbering, offsets, SnapshotCursors(), [.. tallies.Entries], _frontier.Promised) with { Pressed = IsPressed });
        _savedPressed = IsPressed;
    }

    // A drain knows the limit, and not where the node begins to merge.
    private bool IsPressed => _options.IsDraining ? _wasPressed : Bytes > _calmBytes;
}
