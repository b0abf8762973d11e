using System.Data.Common;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Faults;
using EventEdge.Hosting.Retries;
using EventEdge.Hosting.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Ingest;

/// <summary>
/// The one loop that writes: takes the frames that wait, leaves out what the ledger holds already, writes the rest as one batch until
/// the store accepts it, enters it in the ledger, and only then lets the frames be acknowledged.
/// </summary>
internal sealed class IngestWorker(
    IngestQueue queue, ITimeSeriesWriter store, FrameLedger ledger, StoreStatus status, IngestLife life, CloudOptions options,
    TimeProvider time,
    ILogger<IngestWorker> log) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    private const int AttemptLimit = 5;

    private readonly Backoff<IngestBatch> _reading = new(
        FirstDelay,
        options.RetryDelayLimit,
        time,
        attempt => attempt.Error is DbException or IOException,
        (attempt, pause) =>
        {
            status.LedgerDown(attempt.Error!.Message);
            log.LedgerUnread(attempt.Error.Message, pause);
        });

    private readonly Backoff<(WriteResult Result, bool IsOfLedger)> _writing = new(
        FirstDelay,
        options.RetryDelayLimit,
        time,
        attempt => attempt.Answer.Result is { Accepted: false },
        (attempt, pause) =>
        {
            var (error, isOfLedger) = (attempt.Answer.Result.Error!, attempt.Answer.IsOfLedger);
            if (isOfLedger) status.LedgerDown(error);
            else status.Down(error);
            if (isOfLedger) log.LedgerDown(error, pause);
            else log.StoreDown(store.Name, error, pause);
        },
        attempt => attempt.Answer.Result?.RetryAfter is { } asked ? Shorter(asked, options.RetryDelayLimit) : null);

    // Frames that overtake each other leave gaps that close by themselves within moments: those are no news.
    private static readonly TimeSpan GapPatience = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Frames that were not stored when it ends stay unacknowledged and are delivered again.
            await life.RunAsync("loop that writes to the store", WriteAsync, stoppingToken);
        }
        finally
        {
            while (queue.Reader.TryRead(out var pending)) pending.Abandon();
        }
    }

    // A gap is told although nothing follows it: its node may be dead.
    private async Task<bool> WaitAsync(CancellationToken cancellation)
    {
        var more = queue.Reader.WaitToReadAsync(cancellation).AsTask();
        while (!more.IsCompleted && HasUnreported())
        {
            await Task.WhenAny(more, Task.Delay(GapPatience, time, cancellation));
            if (!more.IsCompleted) await TryReportGapsAsync(cancellation);
        }

        return await more;
    }

    private bool HasUnreported()
    {
        try
        {
            var unreported = ledger.Unreported().Count > 0;
            status.LedgerUp();
            return unreported;
        }
        catch (Exception error) when (error is DbException or IOException)
        {
            status.LedgerDown(error.Message);
            return true;
        }
    }

    private async Task TryReportGapsAsync(CancellationToken cancellation)
    {
        try
        {
            await ReportGapsAsync(cancellation);
        }
        catch (Exception error) when (error is DbException or IOException)
        {
            status.LedgerDown(error.Message);
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        while (await WaitAsync(cancellation)) await StoreAsync(Take(), cancellation);
    }

    // Frames up to the write limit, without those whose sender stopped waiting.
    private List<PendingFrame> Take()
    {
        var batch = new List<PendingFrame>();
        var points = 0;
        while (points < options.WritePointLimit && queue.Reader.TryRead(out var pending))
        {
            if (pending.Stored.IsCompleted) continue;
            batch.Add(pending);
            points += pending.Points.Count;
        }

        return batch;
    }

    private async Task StoreAsync(List<PendingFrame> frames, CancellationToken cancellation, int attempt = 1)
    {
        if (frames.Count == 0) return;
        try
        {
            await StoreAsync(await ReadAsync(frames, cancellation), cancellation);
            frames.ForEach(pending => pending.Complete());
        }
        catch (Exception fault) when (IsOfContent(fault, cancellation))
        {
            await IsolateAsync(frames, fault, attempt, cancellation);
        }
        finally
        {
            frames.ForEach(pending => pending.Abandon());
        }
    }

    // What the ledger remembers of the frames is on a disk, too: while that cannot be read they wait.
    private Task<IngestBatch> ReadAsync(List<PendingFrame> frames, CancellationToken cancellation) =>
        _reading.RunAsync(_ => Task.FromResult(new IngestBatch(frames, ledger, time.GetUtcNow())), cancellation);

    // What no store answers is a frame's doing: each is written alone, and one that fails alone again and again is given up.
    private async Task IsolateAsync(List<PendingFrame> batch, Exception fault, int attempt, CancellationToken cancellation)
    {
        if (batch.Count > 1)
        {
            foreach (var pending in batch) await StoreAsync([pending], cancellation);
            return;
        }

        var frame = batch[0].Frame;
        log.FrameFailed(frame.Node, frame.FirstSequence, frame.LastSequence, attempt, AttemptLimit, fault.Message);
        if (attempt < AttemptLimit)
        {
            await Task.Delay(FirstDelay, time, cancellation);
            await StoreAsync(batch, cancellation, attempt + 1);
            return;
        }

        var records = $"records {frame.FirstSequence} to {frame.LastSequence}";
        batch[0].Refuse($"{records}{StoredCloudDeadLetter.NotStored}{fault.GetType().Name}: {fault.Message}");
    }

    // A store that is down answers so, and a disk that refuses says so; the memory is nobody's content either.
    private static bool IsOfContent(Exception fault, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested && fault is not OutOfMemoryException;

    private async Task StoreAsync(IngestBatch batch, CancellationToken cancellation)
    {
        await _writing.RunAsync(token => TryStoreAsync(batch, token), cancellation);
        if (status.Up()) log.StoreUp(store.Name);
        // Not before: a batch that is entered must not be tried again.
        await TryReportGapsAsync(cancellation);
    }

    // A point is acknowledged when both have it: the store and, behind it, the ledger.
    private async Task<(WriteResult Result, bool IsOfLedger)> TryStoreAsync(IngestBatch batch, CancellationToken cancellation)
    {
        using var spans = StoreSpans.Begin(batch.Pending, store.Name, batch.Writes.Count);
        var result = await WriteAsync(batch, cancellation);
        if (!result.Accepted) return (result, false);
        spans?.Accepted();
        CrashPoint.Reach(CrashPoint.StoreAccepted);
        var entries = batch.Settle(result);
        try
        {
            ledger.Commit(batch.Frames, entries);
        }
        catch (Exception error) when (IsOfDisk(error))
        {
            return (WriteResult.Retry(error.Message), true);
        }

        spans?.Accounted(batch.OutcomeOf);
        CrashPoint.Reach(CrashPoint.LedgerCommitted);
        foreach (var note in ledger.TakeNews()) log.Noted(note);
        foreach (var letter in entries.DeadLetters) log.DeadLettered(letter.Node, letter.Binding, letter.Reason, "refused_by_store");
        foreach (var (node, letters) in entries.Dropped) log.DeadLettersDropped(node, letters, "refused_by_store");
        return (result, false);
    }

    private async Task<WriteResult> WriteAsync(IngestBatch batch, CancellationToken cancellation)
    {
        try
        {
            var started = time.GetTimestamp();
            var result = await store.WriteAsync(batch.Writes, cancellation);
            IngestTelemetry.Written(result.Accepted, time.GetElapsedTime(started));
            return result;
        }
        catch (Exception error) when (IsOfDisk(error))
        {
            return WriteResult.Retry(error.Message);
        }
    }

    private static bool IsOfDisk(Exception error) => error is IOException || (error is DbException && !SqliteFile.IsOfContent(error));

    // What the store does not take now, it is told with the next batch, or soon. Gaps that close before that are forgotten in the table.
    private async Task ReportGapsAsync(CancellationToken cancellation)
    {
        if (ledger.Unreported() is not { Count: > 0 } unreported) return;
        var ripe = unreported.Where(gap => time.GetUtcNow() - gap.NoticedAt >= GapPatience).ToList();
        if (ripe.Count == 0 || !(await store.WriteAsync([.. ripe.Select(GapPoint.Of)], cancellation)).Accepted) return;
        foreach (var gap in ripe)
        {
            ledger.Reported(gap);
            log.GapReported(gap.Node, gap.Class, gap.First, gap.Last, gap.Missing);
        }
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
