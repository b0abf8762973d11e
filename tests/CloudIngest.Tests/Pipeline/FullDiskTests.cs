using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>A cloud whose disk is full acknowledges nothing, says why, and goes on by itself.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int PointsOfFrame = 20;

    private readonly IngestQueue _queue = new();
    private readonly FlakyStore _store = new();
    private readonly StoreStatus _status = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private FrameLedger? _ledger;
    private IngestWorker? _worker;
    private TinyDisk? _disk;

    public async ValueTask InitializeAsync()
    {
        _disk = await TinyDisk.MountAsync(mebibytes: 2);
        _ledger = new FrameLedger(Path.Combine(_disk.Path, "ledger.db"), _time);
        _worker = new IngestWorker(
            _queue, _store, _ledger, _status, new IngestLife(), new CloudOptions { DataDirectory = _disk.Path }, _time,
            NullLogger<IngestWorker>.Instance);
        await _worker.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null) await _worker.StopAsync(CancellationToken.None);
        _ledger?.Dispose();
        if (_disk is not null) await _disk.DisposeAsync();
    }

    [Fact]
    public async Task Frames_wait_while_the_ledger_cannot_be_written_and_are_entered_once_there_is_room()
    {
        await StoreAsync(0);
        _disk!.Fill();
        // Room that the file has already is used up first.
        var frame = 0;
        Task waiting;
        do waiting = StoreAsync(++frame);
        while (await Task.WhenAny(waiting, RefusedAsync()) == waiting && frame < 1_000);

        Assert.False(waiting.IsCompleted);
        Assert.Contains("ledger in the data directory cannot be written", _status.Problem("influxdb1")!.Reason, StringComparison.Ordinal);
        Assert.Contains("full", _status.Problem("influxdb1")!.Reason, StringComparison.Ordinal);
        await TryAgainAsync(3);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(frame, _ledger!.Counts.Frames);

        _disk.Release();
        await InTimeAsync(() => waiting.IsCompleted, "the frame is stored");

        await waiting;
        Assert.Null(_status.Problem("influxdb1"));
        Assert.Equal((frame + 1, (frame + 1) * PointsOfFrame), (_ledger.Counts.Frames, _ledger.Counts.Points.Created));
        Assert.Empty(_ledger.Gaps());
    }

    private async Task TryAgainAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            var points = _store.Points.Count;
            await InTimeAsync(() => _store.Points.Count > points, "it is tried again");
        }
    }

    private Task InTimeAsync(Func<bool> condition, string what) => Eventually.IsTrue(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            return condition();
        },
        what);

    private Task StoreAsync(int frame)
    {
        var first = 1 + ((long)frame * PointsOfFrame);
        var points = Enumerable.Range(0, PointsOfFrame)
            .Select(place => Some.FramePoint(Some.Point((frame * PointsOfFrame) + place), first + place)).ToList();
        return _queue.StoreAsync(Some.Frame(points, first), points, CancellationToken.None);
    }

    private Task RefusedAsync() => Eventually.IsTrue(() => _status.State == StoreState.Down, "the disk refuses", TimeSpan.FromMinutes(5));
}
