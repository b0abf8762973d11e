using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ledger;

public sealed class GapTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Some.Start);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_gap_is_noted_with_its_range_and_the_moment_it_was_noticed()
    {
        using var ledger = Open();

        Take(ledger, 1, 10);
        Take(ledger, 15, 20);

        var gap = Assert.Single(ledger.Unreported());
        Assert.Equal((11, 14, 4, Some.Start, 0), (gap.First, gap.Last, gap.Missing, gap.NoticedAt, gap.Revision));
    }

    [Fact]
    public void Late_records_count_it_down_and_the_last_one_closes_it()
    {
        using var ledger = Open();
        Take(ledger, 5, 10);
        Take(ledger, 2, 3);
        Assert.Equal((2, 1), (ledger.Unreported()[0].Missing, ledger.Unreported()[0].Revision));
        ledger.Reported(ledger.Unreported()[0]);

        Take(ledger, 1, 4);

        var gap = Assert.Single(ledger.Unreported());
        Assert.True(gap.IsClosed);
        Assert.Equal((1, 4, 2), (gap.First, gap.Last, gap.Revision));
    }

    [Fact]
    public void Frames_that_overtook_each_other_leave_no_gap_in_the_ledger()
    {
        using var ledger = Open();
        Take(ledger, 11, 20);
        Take(ledger, 31, 40);
        Take(ledger, 1, 10);
        Take(ledger, 21, 30);

        Assert.Empty(ledger.Unreported());
        using var reader = new CloudLedgerReader(_directory.Path);
        Assert.Empty(reader.Ledger().Gaps);
    }

    [Fact]
    public void Two_gaps_noticed_at_once_are_two_points()
    {
        using var ledger = Open();

        ledger.Commit([Some.Frame([], 3, 4), Some.Frame([], 7, 8)], IngestEntries.Of());

        Assert.Equal(2, ledger.Unreported().Select(gap => GapPoint.Of(gap).Point.Time).Distinct().Count());
    }

    [Fact]
    public void What_the_store_was_told_is_not_told_again_until_it_changes_even_after_a_restart()
    {
        using (var first = Open())
        {
            Take(first, 5, 10);
            first.Reported(Assert.Single(first.Unreported()));
            Assert.Empty(first.Unreported());
        }

        using var second = Open();
        Take(second, 11, 12);
        Assert.Empty(second.Unreported());
        Take(second, 1, 4);
        Assert.True(Assert.Single(second.Unreported()).IsClosed);
    }

    [Fact]
    public void The_ledger_show_each_stream_and_every_gap_while_the_ledger_is_open()
    {
        using var ledger = Open();
        var stream = new StreamKey("edge-1", Some.Epoch, DeliveryClass.Normal);
        ledger.Commit([Some.Frame([], 1, 10), Some.Frame([], 15, 20)], IngestEntries.Of() with
        {
            Streams = new Dictionary<StreamKey, StreamCounts> { [stream] = new(2, 30, 2) },
            Bindings = new Dictionary<BindingKey,
            PointCounts>
            { [new(stream, "b")] = new() { Received = 30, Created = 26, Corrected = 1, Duplicates = 2, Replaced = 1 } },
        });

        using var reader = new CloudLedgerReader(_directory.Path);
        var answer = reader.Ledger();

        Assert.Equal(new StreamLedger("edge-1", Some.Epoch, DeliveryClass.Normal, 2, 30, 2, 20, 4), Assert.Single(answer.Streams));
        Assert.Equal((2, 30, 26, 2), (answer.Frames, answer.PointsReceived, answer.PointsCreated, answer.Duplicates));
        Assert.Equal((1, 1), (answer.Corrections, answer.Replaced));
        Assert.Equal(("b", 30, 0), Assert.Single(answer.Bindings) is var b ? (b.Binding, b.Received, b.Unexplained) : default);
        Assert.Contains("lost", Assert.Single(answer.Gaps).Reason);
    }

    [Fact]
    public void What_the_edge_holds_back_is_no_gap_not_even_after_a_restart()
    {
        using (var first = Open())
        {
            Take(first, 1, 10);
            Take(first, 101, 105, new DeferredRange(11, 100));
        }

        using var second = Open();
        Take(second, 106, 107, new DeferredRange(11, 100));
        Take(second, 11, 50);

        Assert.Empty(second.Unreported());
        Assert.Empty(second.Gaps());
        using var reader = new CloudLedgerReader(_directory.Path);
        var stream = Assert.Single(reader.Ledger().Streams);
        Assert.Equal((107, 0, 50), (stream.Last, stream.Missing, stream.Deferred));
    }

    [Fact]
    public void What_a_backlog_passes_over_while_it_comes_is_a_gap()
    {
        using var ledger = Open();
        Take(ledger, 101, 105, new DeferredRange(1, 100));
        Take(ledger, 1, 10);
        Take(ledger, 21, 30);

        var gap = Assert.Single(ledger.Unreported());
        Assert.Equal((11, 20), (gap.First, gap.Last));
    }

    [Fact]
    public void Deferred_records_that_never_come_are_a_gap_once_the_edge_holds_them_no_longer()
    {
        using var ledger = Open();
        Take(ledger, 101, 105, new DeferredRange(1, 100));
        Take(ledger, 1, 90);
        Assert.Empty(ledger.Unreported());

        Take(ledger, 106, 106);

        var gap = Assert.Single(ledger.Unreported());
        Assert.Equal((91, 100), (gap.First, gap.Last));
    }

    [Fact]
    public void A_gap_that_grows_while_the_backlog_comes_is_noted_in_parts()
    {
        using var ledger = Open();
        Take(ledger, 101, 101, new DeferredRange(11, 100));
        Take(ledger, 102, 102, new DeferredRange(31, 100));

        Assert.Equal([(1L, 10L), (11L, 30L)], ledger.Unreported().Select(gap => (gap.First, gap.Last)).Order());
    }

    [Fact]
    public void A_frame_that_comes_again_does_not_tell_what_is_outdated()
    {
        using var ledger = Open();
        Take(ledger, 101, 105, new DeferredRange(1, 100));
        Take(ledger, 51, 100);
        Assert.Single(ledger.Unreported());

        Take(ledger, 101, 105, new DeferredRange(1, 100));

        Assert.Single(ledger.Gaps());
    }

    [Fact]
    public void A_loss_that_a_person_has_settled_keeps_its_reason_and_the_store_is_told_of_it()
    {
        using var ledger = Open();
        Take(ledger, 3, 4);
        ledger.Reported(Assert.Single(ledger.Unreported()));

        Assert.Equal((1, 0), SettledGaps.Settle(_directory.Path, "edge-1", "the queue was purged", Some.Start));

        var reported = Assert.Single(ledger.Unreported());
        Assert.Equal((1, "the queue was purged"), (reported.Revision, reported.Settled));
        Assert.Contains(GapPoint.Of(reported).Point.Fields, field => field.Key == "settled" && field.Value.AsBoolean);
        using var reader = new CloudLedgerReader(_directory.Path);
        Assert.Equal("settled: the queue was purged", Assert.Single(reader.Ledger().Gaps).Reason);
    }

    [Fact]
    public void Settling_takes_open_gaps_of_the_node_meant_and_no_gap_twice()
    {
        using var ledger = Open();
        Take(ledger, 3, 4);

        Assert.Equal((0, 0), SettledGaps.Settle(_directory.Path, "another", "known", Some.Start));
        Assert.Equal((1, 0), SettledGaps.Settle(_directory.Path, null, "known", Some.Start));
        Assert.Equal((0, 0), SettledGaps.Settle(_directory.Path, null, "known better", Some.Start));

        Take(ledger, 7, 8);
        Assert.Equal([1L, 5L], ledger.Unreported().Select(gap => gap.First));
        Assert.Null(ledger.Unreported()[1].Settled);
    }

    [Fact]
    public void Records_of_a_settled_gap_that_come_after_all_close_it()
    {
        using var ledger = Open();
        Take(ledger, 3, 4);
        SettledGaps.Settle(_directory.Path, null, "given up", Some.Start);

        Take(ledger, 1, 2);

        Assert.True(Assert.Single(ledger.Unreported()).IsClosed);
    }

    [Fact]
    public void Records_behind_the_last_one_are_settled_too_and_counted_down_when_they_come_after_all()
    {
        using var ledger = Open();
        Take(ledger, 1, 4);

        Assert.Throws<ArgumentException>(
            () => SettledGaps.Settle(
                _directory.Path, "edge-2", "of another", Some.Start, [new("edge-1", Some.Epoch, DeliveryClass.Normal, 5, 9)]));
        Assert.Empty(ledger.Unreported());
        Assert.Equal((1, 0), SettledGaps.Settle(
            _directory.Path, null, "the node is dead", Some.Start, [new("edge-1", Some.Epoch, DeliveryClass.Normal, 5, 9)]));
        Assert.Equal((5, "the node is dead"), (Assert.Single(ledger.Unreported()).Missing, ledger.Unreported()[0].Settled));
        Take(ledger, 5, 6);

        Assert.Equal(3, Assert.Single(ledger.Unreported()).Missing);
    }

    private static void Take(FrameLedger ledger, long first, long last, DeferredRange held) =>
        ledger.Commit([Some.Frame([], first, last) with { Deferred = [held] }], IngestEntries.Of());

    private static void Take(FrameLedger ledger, long first, long last) => ledger.Commit([Some.Frame([], first, last)], IngestEntries.Of());

    private FrameLedger Open() => new(_directory.File("ledger.db"), _time);
}
