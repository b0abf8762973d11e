using EventEdge.Contracts.Faults;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// The one thread that writes a log: takes a batch, writes it, syncs it, tells. What arrives during the sync is the next batch, so an idle
/// log syncs at once and a busy one shares each sync among all who wait.
/// </summary>
internal sealed class LogWriter
{
    private readonly LogOptions _options;
    private readonly CommitQueue _queue;
    private readonly SegmentStore _segments;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
            _queue.Fail(failure as LogFailedException ?? new LogFailedException($"cannot write to {_options.Directory}: {failure.Message}", failure));
            _logger.Failed(_options.Directory, failure);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void Write(LogBatch batch)
    {
        var records = batch.Bytes.Span;
        while (records.Length > 0)
        {
            var fitting = Fitting(records, _segments.Active?.Room ?? 0);
            if (fitting == 0)
            {
                RecordFormat.TryReadHead(records, out var first);
                Roll(first.Sequence);
                continue;
            }

            _segments.Active!.Write(records[..fitting]);
            records = records[fitting..];
        }
    }

    /// <summary>Waits, where it must, until the disk has room. Nothing is in doubt meanwhile: the records are still in memory.</summary>
    private void Roll(long firstSequence)
    {
        var stalled = false;
        while (!TryRoll(firstSequence, out var reason))
        {
            if (!stalled) _logger.Stalled(_options.Directory, reason);
            stalled = true;
            if (!_queue.WaitStalled(reason, _options.SpaceRetryInterval)) throw new LogFailedException($"closed while waiting for room: {reason}");
        }

        if (!stalled) return;
        _queue.EndStall();
        _logger.Resumed(_options.Directory);
    }

    private bool TryRoll(long firstSequence, out string reason)
    {
        try
        {
            reason = string.Empty;
            _segments.Roll(firstSequence);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            reason = failure.Message;
            return false;
        }
    }

    private static int Fitting(ReadOnlySpan<byte> records, long room)
    {
        if (records.Length <= room) return records.Length;
        var fitting = 0;
        while (RecordFormat.TryReadHead(records[fitting..], out var record) && fitting + record.TotalBytes <= room) fitting += record.TotalBytes;
        return fitting;
    }
}
