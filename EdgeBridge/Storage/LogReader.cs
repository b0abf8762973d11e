using EventEdge.EdgeBridge.Storage.Segments;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// Follows a log: from memory while it keeps up, from the disk while it catches up, without a seam. One caller at a time.
/// </summary>
internal sealed class LogReader : IDisposable
{
    private readonly SegmentedLog _log;
    private readonly SegmentStore _segments;
    private readonly LogTail _tail;
    private LogBatch? _batch;
    private int _batchOffset;
    private SegmentCursor? _cursor;
    private OpenSegment? _segment;

    internal LogReader(SegmentedLog log, SegmentStore segments, LogTail tail, long fromSequence)
    {
        _log = log;
        _segments = segments;
        _tail = tail;
        Position = fromSequence;
    }

    /// <summary>The sequence of the next record.</summary>
    public long Position { get; private set; }

    /// <summary>Records read from files so far; the others came from memory.</summary>
    public long ReadFromDisk { get; private set; }

    /// <summary>
    /// The next committed record; false when there is none yet. Where damage took records the sequence jumps, and the loss stands in
    /// <see cref="SegmentedLog.Gaps"/>.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read just now; the position has not moved.</exception>
    public bool TryRead(out LogRecord record)
    {
        while (Position <= _log.CommittedSequence)
        {
            if (TryReadMemory(out record) || TryReadDisk(out record))
            {
                Position = record.Sequence + 1;
                return true;
            }
        }

        record = default;
        return false;
    }

    /// <summary>Completes when there is something to read, or at once when there already is.</summary>
    /// <exception cref="LogFailedException">The log is broken and nothing more will come.</exception>
    /// <exception cref="ObjectDisposedException">The log was closed.</exception>
    public Task WaitAsync(CancellationToken cancellation) => _log.ReachedAsync(Position, cancellation);

    public void Dispose()
    {
        LeaveBatch();
        LeaveSegment();
    }

    private bool TryReadMemory(out LogRecord record)
    {
        record = default;
        if (_batch is null || Position > _batch.LastSequence || Position < _batch.FirstSequence)
        {
            LeaveBatch();
            _batch = _tail.Pin(Position);
            _batchOffset = 0;
            if (_batch is null) return false;
            LeaveSegment();
        }

        while (true)
        {
            RecordFormat.TryReadHead(_batch.Bytes.Span[_batchOffset..], out var head);
            var payload = _batch.Bytes.Slice(_batchOffset + RecordFormat.HeaderBytes, head.PayloadLength);
            _batchOffset += head.TotalBytes;
            if (head.Sequence < Position) continue;
            record = new LogRecord(head.Sequence, head.Type, payload);
            return true;
        }
    }

    private bool TryReadDisk(out LogRecord record)
    {
        record = default;
        if (!EnterSegment()) return false;
        // In this order: a segment's end is known before anything behind it is committed.
        var committed = _log.CommittedSequence;
        var end = Math.Min(_segment!.Segment.EndSequence, committed + 1);
        while (_cursor!.TryPeek(out var head) && head.Sequence < end)
        {
            if (head.Sequence > Position) Lose(head.Sequence - 1);
            var payload = _cursor.PayloadOf(head);
            _cursor.Skip(head);
            if (head.Sequence < Position) continue;
            record = new LogRecord(head.Sequence, head.Type, payload);
            ReadFromDisk++;
            return true;
        }

        StepOverDamage(end);
        return false;
    }

    /// <summary>Opens the segment that holds the position; false when it was trimmed meanwhile and the position moved instead.</summary>
    private bool EnterSegment()
    {
        if (_segment is not null && Position < _segment.Segment.EndSequence) return true;
        LeaveSegment();
        _segment = _segments.OpenFor(Position);
        if (_segment is null)
        {
            Position = _log.FirstSequence;
            return false;
        }

        _cursor = new SegmentCursor(_segment.File, _segment.Salt);
        return true;
    }

    private void StepOverDamage(long end)
    {
        var rest = SegmentSearch.ReadRest(_segment!.File, _cursor!.Offset);
        var survivor = SegmentSearch.Find(rest, _segment.Salt, Position + 1, end - 1, opensBatch: false);
        if (survivor < 0)
        {
            Lose(end - 1);
            return;
        }

        _cursor.Seek(_cursor.Offset + survivor);
        _cursor.TryPeek(out var head);
        Lose(head.Sequence - 1);
    }

    private void Lose(long last)
    {
        _segments.Quarantine(_segment!.Segment, new LogGap(Position, last));
        Position = last + 1;
    }

    private void LeaveBatch()
    {
        _batch?.Release();
        _batch = null;
    }

    private void LeaveSegment()
    {
        _cursor?.Dispose();
        _segment?.File.Dispose();
        (_cursor, _segment) = (null, null);
    }
}
