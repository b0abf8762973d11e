using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Tests.Support;

/// <summary>Batches on the way of the ingest, cut as a test wants them: judged, written, entered.</summary>
internal sealed class DirectIngest(ITimeSeriesWriter store, Func<FrameLedger> open) : IDisposable
{
    private FrameLedger _ledger = open();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    private long _sequence;

    public FrameLedger Ledger => _ledger;

    public PointCounts Counts => _ledger.Counts.Points;

    public void Dispose() => _ledger.Dispose();

    /// <summary>The process starts again.</summary>
    public void Restart()
    {
        _ledger.Dispose();
        _ledger = open();
    }

    /// <summary>Points of one node, each in a record of its own, written together.</summary>
    public Task<WriteResult> TakeAsync(params IReadOnlyList<Point> points) => TakeAsync([FrameOf("edge-1", points)]);

    /// <summary>A frame with the next records of a node.</summary>
    public PendingFrame FrameOf(string node, params IReadOnlyList<Point> points)
    {
        var first = _sequence + 1;
        List<FramePoint> records = [.. points.Select(point => Some.FramePoint(point, ++_sequence))];
        return new(Some.Frame(records, first, node: node), records);
    }

    /// <summary>Frames written together.</summary>
    public async Task<WriteResult> TakeAsync(IReadOnlyList<PendingFrame> frames, bool dies = false)
    {
        var batch = new IngestBatch(frames, _ledger, Time.GetUtcNow());
        var result = await store.WriteAsync(batch.Writes, TestContext.Current.CancellationToken);
        Assert.True(result.Accepted, result.Error);
        if (dies) Restart();
        else _ledger.Commit(batch.Frames, batch.Settle(result));
        return result;
    }
}
