using EventEdge.Contracts.Measurements;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>Losing resolution above the soft limit, and knowing what must not be touched because it may have left.</summary>
internal sealed partial class ResultOutbox
{
    /// <summary>Above the soft limit, the least urgent class loses resolution first; one that has nothing left to lose leaves it to the next.</summary>
    private void Coarsen()
    {
        var soft = (long)(UsableBytes * _options.SoftLimit);
        if (_options.SoftLimit >= 1 || Bytes <= soft) return;
        lock (_coarsenGate)
        {
            while (Bytes is var bytes && bytes > soft && bytes != _nothingToGainAt)
            {
                var room = UsableBytes + _options.SegmentBytes - bytes;
                if (!_lanes.Reverse().Any(lane => lane.TryCoarsen(room, PersistNow))) _nothingToGainAt = bytes;
            }
        }

        _freed.Set();
    }

    /// <summary>Marks what is about to leave, a little ahead of it so that not every batch costs a sync.</summary>
    private void Offer(DeliveryClass deliveryClass, long last)
    {
        lock (_persistGate)
        {
            var index = (int)deliveryClass;
            if (last <= _offered[index]) return;
            var before = _offered[index];
            _offered[index] = last + OfferStride;
            try
            {
                SavePosition(Array.ConvertAll(_lanes, lane => lane.Acknowledged));
            }
            catch
            {
                _offered[index] = before;
                throw;
            }
        }
    }

    // Nothing leaves any more, so the marks need not be ahead.
    private void SettleOffers()
    {
        lock (_persistGate)
        {
            for (var index = 0; index < _lanes.Length; index++)
            {
                if (_offered[index] != _lanes[index].Offered) Volatile.Write(ref _dirty, 1);
                _offered[index] = _lanes[index].Offered;
            }
        }
    }

    private void PersistNow()
    {
        lock (_persistGate) SavePosition(Array.ConvertAll(_lanes, lane => lane.Acknowledged));
    }

    private void SavePosition(long[] acknowledged) =>
        _positions.Save(new OutboxPosition { Epoch = Epoch, Acknowledged = acknowledged, Offered = _offered, Cursors = SnapshotCursors() });
}
