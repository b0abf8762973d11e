namespace EventEdge.EdgeBridge.Storage;

/// <summary>The newest committed batches, in memory, so that a reader that keeps up never touches the disk.</summary>
internal sealed class LogTail(long bytesLimit)
{
    private readonly Lock _gate = new();
    private readonly List<LogBatch> _batches = [];
    private int _oldest;
    private long _bytes;

    /// <summary>Takes over a committed batch and lets go of the oldest ones beyond the limit.</summary>
    public void Add(LogBatch batch)
    {
        lock (_gate)
        {
            _batches.Add(batch);
            _bytes += batch.Capacity;
            while (_bytes > bytesLimit && _oldest < _batches.Count) DropOldest();
            if (_oldest > 64 && _oldest > _batches.Count / 2) Compact();
        }
    }

    /// <summary>The batch that holds a sequence, pinned for the caller; null when it is no longer, or not yet, in memory.</summary>
    public LogBatch? Pin(long sequence)
    {
        lock (_gate)
        {
            var (low, high) = (_oldest, _batches.Count - 1);
            while (low <= high)
            {
                var middle = (low + high) / 2;
                var batch = _batches[middle];
                if (sequence < batch.FirstSequence) high = middle - 1;
                else if (sequence > batch.LastSequence) low = middle + 1;
                else return Pinned(batch);
            }

            return null;
        }
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            while (_oldest < _batches.Count) DropOldest();
            Compact();
        }
    }

    private static LogBatch Pinned(LogBatch batch)
    {
        batch.Pin();
        return batch;
    }

    private void DropOldest()
    {
        var batch = _batches[_oldest];
        _batches[_oldest++] = null!;
        _bytes -= batch.Capacity;
        batch.Release();
    }

    private void Compact()
    {
        _batches.RemoveRange(0, _oldest);
        _oldest = 0;
    }
}
