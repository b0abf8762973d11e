using System.Data.Common;
using System.Text;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Measurements;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest;

/// <summary>
/// The one loop that writes: takes the frames that wait, leaves out what the ledger holds already, writes the rest as one batch until
/// the store accepts it, enters it in the ledger, and only then lets the frames be acknowledged.
/// </summary>
internal sealed class IngestWorker(
    IngestQueue queue, ITimeSeriesWriter store, FrameLedger ledger, StoreStatus status, IngestLife life, CloudOptions options, TimeProvider time,
    ILogger<IngestWorker> log) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    private const int AttemptLimit = 5;

    // Frames that overtake each other leave gaps that close by themselves within moments: those are no news.
    private static readonly TimeSpan GapPatience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<StreamKey, StreamCounts> _perStream = [];
    private BatchHistory _history = new(ledger);

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
        while (!more.IsCompleted && ledger.Untold().Count > 0)
        {
            await Task.WhenAny(more, Task.Delay(GapPatience, time, cancellation));
            if (!more.IsCompleted) await TryTellGapsAsync(cancellation);
        }

        return await more;
    }

    private async Task TryTellGapsAsync(CancellationToken cancellation)
    {
        try
        {
            await TellGapsAsync(cancellation);
        }
        catch (Exception error) when (error is DbException or IOException)
        {
            status.Down(error.Message);
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

    private async Task StoreAsync(List<PendingFrame> batch, CancellationToken cancellation, int attempt = 1)
    {
        if (batch.Count == 0) return;
        try
        {
            var fresh = Fresh(batch, out var duplicates);
            await StoreAsync(batch, fresh, duplicates, cancellation);
            batch.ForEach(pending => pending.Complete());
        }
        catch (Exception fault) when (IsOfContent(fault, cancellation))
        {
            await IsolateAsync(batch, fault, attempt, cancellation);
        }
        finally
        {
            batch.ForEach(pending => pending.Abandon());
        }
    }

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

        batch[0].Refuse($"records {frame.FirstSequence} to {frame.LastSequence} cannot be stored: {fault.GetType().Name}: {fault.Message}");
    }

    // A store that is down answers so, and a disk that refuses says so; the memory is nobody's content either.
    private static bool IsOfContent(Exception fault, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested && fault is not OutOfMemoryException;

    private async Task StoreAsync(List<PendingFrame> batch, List<NodePoint> fresh, int duplicates, CancellationToken cancellation)
    {
        for (var delay = FirstDelay; ; delay = Next(delay))
        {
            var result = await TryStoreAsync(batch, fresh, duplicates, cancellation);
            if (result.Accepted) break;
            var wait = result.RetryAfter is { } asked ? Shorter(asked, options.RetryDelayLimit) : delay;
            status.Down(result.Error!);
            log.StoreDown(store.Name, result.Error!, wait);
            await Task.Delay(wait, time, cancellation);
        }

        if (status.Up()) log.StoreUp(store.Name);
        IngestTelemetry.Stored(batch.Count, fresh.Count);
    }

    private async Task<WriteResult> TryStoreAsync(
        List<PendingFrame> batch, List<NodePoint> fresh, int duplicates, CancellationToken cancellation)
    {
        try
        {
            var result = await store.WriteAsync(fresh, cancellation);
            if (!result.Accepted) return result;
            CrashPoint.Reach(CrashPoint.StoreAccepted);
            Enter(batch, fresh.Count + duplicates, duplicates, result);
            CrashPoint.Reach(CrashPoint.LedgerCommitted);
            await TellGapsAsync(cancellation);
            return result;
        }
        catch (Exception error) when (error is IOException || (error is DbException && !SqliteFile.IsOfContent(error)))
        {
            return WriteResult.Retry(error.Message);
        }
    }

    private void Enter(List<PendingFrame> batch, int received, int duplicates, WriteResult result)
    {
        var counts = new IngestCounts(batch.Count, received, result.Created, duplicates, result.Stale, 0);
        var letters = result.Rejected.Select(LetterOf).ToList();
        ledger.Commit([.. batch.Select(pending => pending.Frame)], counts, letters, _perStream, _history);
        foreach (var note in ledger.TakeNews()) log.Noted(note);
        foreach (var letter in letters) log.DeadLettered(letter.Node, letter.Binding, letter.Reason);
    }

    // What the store does not take now, it is told with the next batch, or soon. Gaps that close before that are forgotten in the table.
    private async Task TellGapsAsync(CancellationToken cancellation)
    {
        if (ledger.Untold() is not { Count: > 0 } untold) return;
        var ripe = untold.Where(gap => time.GetUtcNow() - gap.NoticedAt >= GapPatience).ToList();
        if (ripe.Count == 0 || !(await store.WriteAsync([.. ripe.Select(GapPoint.Of)], cancellation)).Accepted) return;
        foreach (var gap in ripe)
        {
            ledger.Told(gap);
            log.GapTold(gap.Node, gap.Class, gap.First, gap.Last, gap.Missing);
        }
    }

    private List<NodePoint> Fresh(List<PendingFrame> batch, out int duplicates)
    {
        var fresh = new List<NodePoint>();
        _history = new BatchHistory(ledger);
        _perStream.Clear();
        duplicates = 0;
        foreach (var pending in batch)
        {
            var stream = StreamKey.Of(pending.Frame);
            var known = _history.Repeated(stream, pending.Frame, pending.Points);
            var repeated = pending.Points.Count(p => known.Contains(p.Sequence));
            duplicates += repeated;
            _perStream[stream] = _perStream.GetValueOrDefault(stream) + new StreamCounts(1, pending.Points.Count, repeated);
            fresh.AddRange(pending.Points.Where(p => !known.Contains(p.Sequence)).Select(p => new NodePoint(stream.Node, p.Binding, NodeTag.On(p.Point, stream.Node))));
        }

        return fresh;
    }

    private static CloudDeadLetter LetterOf(RejectedPoint rejected)
    {
        var point = rejected.Point.Point;
        var content = $$"""
            {"measurement":"{{System.Text.Json.JsonEncodedText.Encode(point.Measurement)}}","time":"{{point.Time:O}}","tags":{{PointText.Tags(point.Tags)}},"fields":{{PointText.Fields(point.Fields)}},"revision":{{point.Revision}}}
            """;
        return new CloudDeadLetter(rejected.Point.Node, rejected.Point.Binding, rejected.Reason, Encoding.UTF8.GetBytes(content));
    }

    private TimeSpan Next(TimeSpan delay) => Shorter(delay * 2 * (0.75 + (Random.Shared.NextDouble() / 2)), options.RetryDelayLimit);

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
