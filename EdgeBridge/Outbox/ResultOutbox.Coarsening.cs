using System.Collections.Frozen;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Coarsening;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// Relief above the soft limit, beside the dispatch loop: the least urgent class loses resolution first; one that has nothing left to lose leaves it
/// to the next. At the hard limit the same order holds for dropping.
/// </summary>
internal sealed partial class ResultOutbox : IRoom
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
        new TallyBook().Add(_settled).Add(_lanes.SelectMany(lane => lane.Tallies())).Of(binding, version);

    /// <summary>The bindings whose oldest points make room at the hard limit; of the others every point is kept, and committing waits.</summary>
    public void DropOldestOf(IEnumerable<string> bindings)
    {
        _mayDrop = bindings.ToFrozenSet(StringComparer.Ordinal);
        Volatile.Write(ref _nothingToGainAt, -1);
        Relieve();
    }

    /// <inheritdoc />
    bool IRoom.TryReserve(long bytes)
    {
        lock (_commitGate)
        {
            // Nothing is taken while there is no room, so with nothing on its way to the disk all of it but the small files' share is free.
            var settled = Array.TrueForAll(_lanes, lane => lane.Log.CommittedSequence == lane.Log.NextSequence - 1);
            if (Bytes + bytes > (settled ? _options.FilledBytes : UsableBytes + _options.SegmentBytes)) return false;
            Volatile.Write(ref _reserved, bytes);
            return true;
        }
    }

    /// <inheritdoc />
    void IRoom.Release() => Volatile.Write(ref _reserved, 0);

    /// <inheritdoc />
    void IRoom.SavePosition()
    {
        lock (_persistGate) SavePosition(Array.ConvertAll(_lanes, lane => lane.Marks));
    }

    private void Relieve()
    {
        if (!NeedsRelief(Bytes)) return;
        lock (_reliefGate)
        {
            if (_relief.IsCompleted && Volatile.Read(ref _disposed) == 0) _relief = Task.Run(MakeRoomAsync);
        }
    }

    private bool NeedsRelief(long bytes) => _options.SoftLimit < 1 && bytes > SoftBytes && bytes != Volatile.Read(ref _nothingToGainAt);

    private async Task MakeRoomAsync()
    {
        try
        {
            foreach (var lane in _lanes) lane.ReadCorrections();
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
            _logger.CoarseningFailed(failure.Message);
        }
        finally
        {
            _freed.Set();
        }
    }

    private bool TryRelieve()
    {
        var room = (IsFull ? _options.FilledBytes : UsableBytes + _options.SegmentBytes) - Bytes;
        return _lanes.Reverse().Any(lane => lane.TryCoarsen(room, this))
            || (IsFull && _lanes.Reverse().Any(lane => lane.TryDrop(_mayDrop, room, this)));
    }

    private long SoftBytes => (long)(UsableBytes * _options.SoftLimit);

    /// <summary>
    /// Remembers on the disk what is about to leave. A disk that takes nothing while a drain sends cannot: as long as the outbox was calm that is as well, since the
    /// next start takes all of it for sent.
    /// </summary>
    private void Promise(DeliveryClass deliveryClass, LaneMarks promised, Action<LaneMarks> become)
    {
        lock (_persistGate)
        {
            var marks = Array.ConvertAll(_lanes, lane => lane.Marks);
            marks[(int)deliveryClass] = promised;
            try
            {
                SavePosition(marks);
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
        foreach (var lane in _lanes)
        {
            if (lane.Settle()) Volatile.Write(ref _dirty, 1);
        }
    }

    private void SavePosition(LaneMarks[] marks)
    {
        var tallies = new TallyBook().Add(_settled).Add(_lanes.SelectMany((lane, index) => lane.Tallies(marks[index].Acknowledged)));
        _positions.Save(OutboxPosition.Of(_numbering, marks, SnapshotCursors(), [.. tallies.Entries], _frontier.Promised) with { Pressed = IsPressed });
        _savedPressed = IsPressed;
    }

    // A drain knows the limit, and not where the node begins to merge.
    private bool IsPressed => _options.IsDraining ? _wasPressed : Bytes > _calmBytes;
}
