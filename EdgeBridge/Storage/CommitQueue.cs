using System.Diagnostics;
using EventEdge.EdgeBridge.Storage.Segments;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// Where appenders and the writer meet: hands out sequences, gathers records into batches while the disk is busy, and tells everyone
/// what became of them. Bounded in bytes; when full, appenders wait.
/// </summary>
internal sealed class CommitQueue
{
    private const int SmallestBatchBytes = 1024;
    private const int LargestFirstRent = 1024 * 1024;

    private readonly LogOptions _options;
    private readonly LogTail _tail;
    private readonly uint _salt;
    private readonly object _gate = new();
    private readonly Queue<LogBatch> _waiting = new();
    private LogBatch? _filling;
    private LogBatch? _writing;
    private long _next;
    private long _committed;
    private long _pendingBytes;
    private long _takenAt;
    private int _lastBatchBytes;
    private bool _writerIdle;
    private bool _closing;
    private Exception? _failure;
    private string? _stall;
    private TaskCompletionSource? _advanced;

    /// <param name="options">Bounds.</param>
    /// <param name="tail">Where committed batches go.</param>
    /// <param name="salt">The log's salt.</param>
    /// <param name="nextSequence">The sequence the next record gets.</param>
    /// <param name="inDoubt">Records just before it that are to be written again before anything else; null when all is durable.</param>
    public CommitQueue(LogOptions options, LogTail tail, uint salt, long nextSequence, LogBatch? inDoubt = null)
    {
        (_options, _tail, _salt, _next) = (options, tail, salt, nextSequence);
        _committed = (inDoubt?.FirstSequence ?? nextSequence) - 1;
        if (inDoubt is null) return;
        _waiting.Enqueue(inDoubt);
        _pendingBytes = inDoubt.Length;
    }

    /// <summary>The sequence the next record gets.</summary>
    public long NextSequence => Volatile.Read(ref _next);

    /// <summary>The newest record that is on the disk for good.</summary>
    public long CommittedSequence => Volatile.Read(ref _committed);

    /// <summary>Why the log takes nothing any more; null while it works.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Why the log cannot go on for the moment, in the disk's words; null while it can.</summary>
    public string? Stall => Volatile.Read(ref _stall);

    /// <summary>That the writer has been waiting for the disk for too long, in words; null while it has not.</summary>
    public string? Hang
    {
        get
        {
            lock (_gate)
            {
                if (_writing is null || _stall is not null) return null;
                var waits = _options.Time.GetElapsedTime(_takenAt);
                return waits < _options.HangLimit ? null : $"the disk has not answered for {(long)waits.TotalSeconds} s";
            }
        }
    }

    /// <summary>Adds a record and returns its sequence; waits for room, and fails as the log's listener says.</summary>
    public long Append(byte type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var bytes = head.Length + body.Length + RecordFormat.Overhead;
        lock (_gate)
        {
            WaitForCapacity(bytes);
            var batch = _filling;
            if (batch is null || (batch.Length + bytes > _options.BatchBytesLimit && batch.Length > 0)) batch = OpenBatch(bytes);
            batch.Add(type, head, body, _salt);
            _pendingBytes += bytes;
            _next = batch.LastSequence + 1;
            if (_writerIdle) Monitor.PulseAll(_gate);
            return batch.LastSequence;
        }
    }

    /// <summary>
    /// True when the record is committed, false when it never will be known to be. All that wait for one sync share one task.
    /// </summary>
    public ValueTask<bool> IsCommittedAsync(long sequence)
    {
        if (sequence <= CommittedSequence) return new(true);
        lock (_gate)
        {
            if (sequence <= _committed) return new(true);
            if (_failure is not null) return new(false);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, _next);
            return new(BatchOf(sequence).CommittedAsync());
        }
    }

    /// <summary>Completes when the record is committed, or when the log fails or closes.</summary>
    public Task ReachedAsync(long sequence, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (sequence <= _committed) return Task.CompletedTask;
            if (_failure is not null) return Task.FromException(_failure);
            _advanced ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return AwaitAdvance(_advanced.Task, sequence, cancellation);
        }
    }

    /// <summary>For the writer: the next batch, closed to further records. Waits for one; null once closed and empty.</summary>
    public LogBatch? Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closing) return null;
                _writerIdle = true;
                Monitor.Wait(_gate);
                _writerIdle = false;
            }

            _writing = _waiting.Dequeue();
            if (_writing == _filling) _filling = null;
            _lastBatchBytes = _writing.Length;
            _takenAt = _options.Time.GetTimestamp();
            return _writing;
        }
    }

    /// <summary>For the writer: the batch is on the disk.</summary>
    public void Commit(LogBatch batch)
    {
        TaskCompletionSource? advanced;
        var bytes = batch.Length;
        var last = batch.LastSequence;
        _tail.Add(batch);
        lock (_gate)
        {
            _committed = last;
            _pendingBytes -= bytes;
            _writing = null;
            (advanced, _advanced) = (_advanced, null);
            Monitor.PulseAll(_gate);
        }

        batch.Settle(true);
        advanced?.TrySetResult();
    }

    /// <summary>For the writer: nothing more can be committed. The first failure stays.</summary>
    public void Fail(Exception failure)
    {
        List<LogBatch> lost = [];
        TaskCompletionSource? advanced;
        lock (_gate)
        {
            _failure ??= failure;
            if (_writing is not null) lost.Add(_writing);
            lost.AddRange(_waiting);
            _waiting.Clear();
            (_writing, _filling, _pendingBytes) = (null, null, 0);
            (advanced, _advanced) = (_advanced, null);
            Monitor.PulseAll(_gate);
        }

        foreach (var batch in lost) batch.Settle(false);
        advanced?.TrySetResult();
    }

    /// <summary>For the writer: says why it cannot go on and waits a while; false when the log is closing.</summary>
    public bool WaitStalled(string reason, TimeSpan interval)
    {
        lock (_gate)
        {
            if (_closing) return false;
            _stall = reason;
            Monitor.PulseAll(_gate);
            Monitor.Wait(_gate, interval);
            return !_closing;
        }
    }

    /// <summary>For the writer: it goes on.</summary>
    public void EndStall()
    {
        lock (_gate) (_stall, _takenAt) = (null, _options.Time.GetTimestamp());
    }

    /// <summary>No further records; the writer ends when all are committed.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.PulseAll(_gate);
        }
    }

    private async Task AwaitAdvance(Task advance, long sequence, CancellationToken cancellation)
    {
        await advance.WaitAsync(cancellation);
        if (sequence > CommittedSequence) await ReachedAsync(sequence, cancellation);
    }

    private LogBatch OpenBatch(int bytes)
    {
        var expected = Math.Clamp(_lastBatchBytes + (_lastBatchBytes / 4), SmallestBatchBytes, LargestFirstRent);
        _filling = new LogBatch(_next, Math.Max(bytes, expected));
        _waiting.Enqueue(_filling);
        return _filling;
    }

    private LogBatch BatchOf(long sequence)
    {
        if (_writing is not null && sequence <= _writing.LastSequence) return _writing;
        foreach (var batch in _waiting)
        {
            if (sequence <= batch.LastSequence) return batch;
        }

        throw new InvalidOperationException($"record {sequence} is neither committed nor waiting");
    }

    private void WaitForCapacity(int bytes)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            ObjectDisposedException.ThrowIf(_closing, typeof(SegmentedLog));
            if (_failure is not null) throw new LogFailedException(_failure.Message, _failure);
            if (_stall is not null) throw new LogStalledException(_stall);
            if (_pendingBytes == 0 || _pendingBytes + bytes <= _options.PendingBytesLimit) return;
            var left = _options.AppendTimeLimit - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left)) throw Slow();
        }
    }

    private TimeoutException Slow() => new(
        $"the disk has not taken {_pendingBytes} waiting bytes of {_options.Directory} within "
            + $"{_options.AppendTimeLimit.TotalSeconds:0.###} s");
}
