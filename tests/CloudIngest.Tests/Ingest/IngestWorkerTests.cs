using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ingest;

public sealed class IngestWorkerTests : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private readonly IngestQueue _queue = new();
    private readonly FlakyStore _store = new() { Refuses = p => p.Point.Measurement == "poison" ? "the store says no" : null };
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly IngestLife _life = new();
    private readonly FrameLedger _ledger;
    private readonly IngestWorker _worker;

    public IngestWorkerTests()
    {
        _ledger = new FrameLedger(_directory.File("ledger.db"), _time, digests: new DigestLimits { StreamBytes = 4096 });
        _worker = new IngestWorker(
            _queue, _store, _ledger, new StoreStatus(), _life, new CloudOptions { DataDirectory = _directory.Path }, _time,
            NullLogger<IngestWorker>.Instance);
    }

    public async ValueTask InitializeAsync() => await _worker.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(CancellationToken.None);
        _ledger.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_frame_delivered_twice_is_stored_once()
    {
        await StoreAsync(1, 1);
        await StoreAsync(1, 1);

        Assert.Single(_store.Points);
        Assert.Equal((2, 2, 1), (_ledger.Counts.Frames, _ledger.Counts.Points.Received, _ledger.Counts.Points.Duplicates));
    }

    [Fact]
    public async Task Two_nodes_with_the_same_bindings_keep_their_own_points()
    {
        foreach (var node in (string[])["edge-1", "edge-2"])
            await _queue.StoreAsync(Some.Frame([Some.FramePoint()], node: node), [Some.FramePoint()], CancellationToken.None);

        Assert.Equal(["edge-1", "edge-2"], _store.Points.Select(p => p.Point.Tags.Single(tag => tag.Key == "node").Value));
    }

    [Fact]
    public async Task Records_sent_again_in_a_larger_frame_are_told_apart_from_new_ones()
    {
        await StoreAsync(1, 3);
        await StoreAsync(2, 6);

        Assert.Equal(6, _store.Points.Count);
        Assert.Equal(2, _ledger.Counts.Points.Duplicates);
        Assert.Empty(_ledger.Gaps());
    }

    [Fact]
    public async Task The_store_gets_a_gap_as_a_point_and_its_end_as_a_correction_of_it()
    {
        await StoreAsync(3, 3);
        _time.Advance(TimeSpan.FromMinutes(1));
        await StoreAsync(4, 4);
        await StoreAsync(1, 2);

        var gaps = _store.Points.Select(p => p.Point).Where(p => p.Measurement == GapPoint.Measurement).ToList();
        Assert.Equal([2, 0], gaps.Select(p => p.Fields.Single(f => f.Key == "records").Value.AsNumber));
        Assert.Equal([false, true], gaps.Select(p => p.Fields.Single(f => f.Key == "closed").Value.AsBoolean));
        Assert.Equal([0, 1], gaps.Select(p => p.Revision));
        Assert.Single(gaps.Select(p => p.Time).Distinct());
    }

    [Fact]
    public async Task The_store_gets_a_gap_although_nothing_follows_it()
    {
        await StoreAsync(3, 3);

        await Eventually.IsTrue(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return _store.Points.Any(p => p.Point.Measurement == GapPoint.Measurement);
            },
            "the gap is in the store");
    }

    [Fact]
    public async Task Frames_that_overtake_each_other_leave_no_gap_in_the_store()
    {
        await StoreAsync(3, 3);
        await StoreAsync(1, 2);
        _time.Advance(TimeSpan.FromMinutes(1));
        await StoreAsync(4, 4);

        Assert.DoesNotContain(_store.Points, p => p.Point.Measurement == GapPoint.Measurement);
    }

    [Fact]
    public async Task A_point_the_store_refuses_becomes_a_dead_letter_and_its_frame_is_done()
    {
        await _queue.StoreAsync(
            Some.Frame([Some.FramePoint()]), [Some.FramePoint(), Some.FramePoint(Some.Point(1, measurement: "poison"))],
            CancellationToken.None);

        Assert.Single(_store.Points);
        Assert.Equal(1, _ledger.Counts.Points.DeadLetters);
    }

    [Fact]
    public async Task A_number_that_comes_again_with_other_content_is_no_duplicate()
    {
        await StoreAsync(1, 10);
        var others = Enumerable.Range(6, 10).Select(sequence => Some.FramePoint(Some.Point(100 + sequence), sequence)).ToList();
        await _queue.StoreAsync(Some.Frame(others, 6), others, CancellationToken.None);
        await _queue.StoreAsync(Some.Frame(others, 6), others, CancellationToken.None);

        Assert.Equal(20, _store.Points.Count);
        Assert.Equal(10, _ledger.Counts.Points.Duplicates);
        var note = Assert.Single(_ledger.UnreportedNotes());
        Assert.Equal((HistoryKind.Forked, "edge-1", 6, 10, 5), (note.Kind, note.Node, note.First, note.Last, note.Records));
    }

    [Fact]
    public async Task Numbers_that_fork_within_one_batch_are_no_duplicates_either()
    {
        _store.IsDown = true;
        var first = StoreAsync(1, 1);
        await PassAsync(() => _queue.Count == 0);
        var other = Some.FramePoint(Some.Point(7), 2);
        var (one, two) = (StoreAsync(2, 2), _queue.StoreAsync(Some.Frame([other], 2), [other], CancellationToken.None));
        await Eventually.IsTrue(() => _queue.Count == 2, "both wait");
        _store.IsDown = false;

        await PassAsync(() => first.IsCompleted && one.IsCompleted && two.IsCompleted);
        Assert.Equal(3, _store.Points.Count);
    }

    [Fact]
    public async Task What_is_no_longer_known_of_an_old_record_has_it_written_again_and_told_and_counted_as_a_repetition()
    {
        await StoreAsync(1, 1);
        for (var sequence = 2; sequence <= 100; sequence++) await StoreAsync(sequence, sequence);
        var before = _store.Points.Count;

        await StoreAsync(1, 1);

        Assert.Equal(before + 1, _store.Points.Count);
        var note = Assert.Single(_ledger.UnreportedNotes());
        Assert.Equal((HistoryKind.CameAgain, 1, 1, 1), (note.Kind, note.First, note.Last, note.Records));
        Assert.Equal(NodeNotice.Forked, note.ToNotice().Kind);
        using var ledger = new CloudLedgerReader(_directory.Path);
        Assert.Equal(1, Assert.Single(ledger.Ledger().Streams).Duplicates);
    }

    [Fact]
    public async Task A_frame_at_which_the_store_fails_is_given_up_alone_and_the_loop_goes_on()
    {
        _store.Fails = p => p.Point.Revision == 9 ? new ArgumentException("not in my book") : null;
        var (good, bad) = (Some.FramePoint(Some.Point(1), 1), Some.FramePoint(Some.Point(2, revision: 9), 2));
        var stored = _queue.StoreAsync(Some.Frame([good]), [good], CancellationToken.None);
        var refused = _queue.StoreAsync(Some.Frame([bad], 2), [bad], CancellationToken.None);

        await PassAsync(() => refused.IsCompleted);
        await stored;
        Assert.Contains(
            "not in my book", (await Assert.ThrowsAsync<FrameRefusedException>(() => refused)).Message, StringComparison.Ordinal);
        await StoreAsync(3, 4);

        Assert.Equal(3, _store.Points.Count);
        Assert.False(_life.Died.IsCompleted);
    }

    [Fact]
    public async Task A_failure_that_passes_costs_no_frame()
    {
        var left = 3;
        _store.Fails = _ => --left >= 0 ? new InvalidOperationException("a moment please") : null;

        var stored = StoreAsync(1, 1);
        await PassAsync(() => stored.IsCompleted);
        await stored;

        Assert.Single(_store.Points);
    }

    [Fact]
    public async Task A_loop_that_ends_by_itself_is_known()
    {
        var life = new IngestLife();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => life.RunAsync("loop", _ => throw new InvalidOperationException("why"), stop.Token));
        Assert.Equal("the loop has ended: InvalidOperationException: why", await life.Died);

        var orderly = new IngestLife();
        await stop.CancelAsync();
        await orderly.RunAsync("loop", token => Task.FromCanceled(token), stop.Token);
        Assert.False(orderly.Died.IsCompleted);
    }

    private Task PassAsync(Func<bool> until) => Eventually.IsTrue(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return until();
        },
        "what was waited for happened");

    private Task StoreAsync(long first, long last)
    {
        List<FramePoint> points = [];
        for (var sequence = first; sequence <= last; sequence++) points.Add(Some.FramePoint(Some.Point((int)sequence), sequence));
        return _queue.StoreAsync(Some.Frame(points, first), points, CancellationToken.None);
    }
}
