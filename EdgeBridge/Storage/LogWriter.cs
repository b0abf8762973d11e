using EventEdge.Contracts.Faults;
using EventEdge.EdgeBridge.Storage.Segments;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// The one thread that writes a log: takes a batch, writes it, syncs it, tells. What arrives during the sync is the next batch, so an idle
/// log syncs at once and a busy one shares each sync among all who wait. A disk that refuses is asked again with a new file: of the old one
/// nobody knows what a failed write or sync has left, and a second sync would say that all is well.
/// </summary>
internal sealed class LogWriter
{
    private const int DoublingLimit = 3;

    private readonly LogOptions _options;
    private readonly CommitQueue _queue;
    private readonly SegmentStore _segments;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _refusals;

    public LogWriter(LogOptions options, CommitQueue queue, SegmentStore segments, ILogger logger)
    {
        _options = options;
        _queue = queue;
        _segments = segments;
        _logger = logger;
        new Thread(Run) { IsBackground = true, Name = $"log {Path.GetFileName(options.Directory)}" }.Start();
    }

    /// <summary>Completes when the thread has ended.</summary>
    public Task Ended => _ended.Task;

    private void Run()
    {
        try
        {
            while (_queue.Take() is { } batch)
            {
                CrashPoint.Reach(CrashPoint.Writing);
                Write(batch);
                _queue.Commit(batch);
            }
        }
        catch (Exception failure)
        {
            _queue.Fail(failure as LogFailedException
                ?? new LogFailedException($"cannot write to {_options.Directory}: {failure.Message}", failure));
            _logger.Failed(_options.Directory, failure);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void Write(LogBatch batch)
    {
        for (var written = 0; written < batch.Length;)
        {
            try
            {
                written += WriteNext(batch.Bytes.Span[written..]);
                GoOn();
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                Stall(refused.Message);
            }
        }
    }

    /// <summary>Writes what fits into one segment. After a failure the same records go, from memory, to a new one.</summary>
    private int WriteNext(ReadOnlySpan<byte> records)
    {
        var fitting = Fitting(records, _segments.Active?.Capacity ?? 0);
        if (fitting == 0)
        {
            RecordFormat.TryReadHead(records, out var first);
            _segments.Roll(first.Sequence);
            fitting = Fitting(records, _segments.Active!.Capacity);
        }

        _segments.Write(records[..fitting]);
        return fitting;
    }

    /// <summary>
    /// Waits, longer each time, until the disk is asked again. Nothing is in doubt meanwhile: the records are still in memory.
    /// </summary>
    private void Stall(string reason)
    {
        if (_refusals == 0) _logger.Stalled(_options.Directory, reason);
        var pause = _options.RetryInterval * (1 << Math.Min(_refusals++, DoublingLimit));
        if (!_queue.WaitStalled(reason, pause)) throw new LogFailedException($"closed while the disk refused: {reason}");
    }

    private void GoOn()
    {
        if (_refusals == 0) return;
        _refusals = 0;
        _queue.EndStall();
        _logger.Resumed(_options.Directory);
    }

    private static int Fitting(ReadOnlySpan<byte> records, long room)
    {
        if (records.Length <= room) return records.Length;
        var fitting = 0;
        while (RecordFormat.TryReadHead(records[fitting..], out var record) && fitting + record.TotalBytes <= room)
            fitting += record.TotalBytes;
        return fitting;
    }
}
