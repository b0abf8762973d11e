using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using static EventEdge.EventEdge.Tests.Reconciliation.Halves;

namespace EventEdge.EventEdge.Tests.Reconciliation;

/// <summary>How many points an edge committed against how many the cloud has of it.</summary>
public sealed class PointComparisonTests
{
    [Fact]
    public void Points_that_differ_without_a_missing_record_are_found() =>
        Assert.Equal((1, false), Single(Edge(), Cloud() with { Streams = [Stream(last: 5, missing: 0, points: 9)] }));

    [Fact]
    public void A_commit_that_a_crash_cut_off_and_that_was_made_again_is_explained_and_no_negative_number()
    {
        var stream = Stream(last: 5, missing: 0, points: 14) with { Duplicates = 1 };
        var binding = new BindingLedger("press-hall", Epoch, DeliveryClass.Normal, "press", 14, Created: 10, 0, 0, Duplicates: 4,
            0, 0, 0, 0);

        var finding = Assert.Single(Audit(Edge(), Cloud() with { Streams = [stream], Bindings = [binding] }).Findings);
        Assert.Equal((3, true), (finding.Amount, finding.Explained));
        Assert.Contains("made all of it again", finding.Reason, StringComparison.Ordinal);

        // More than came again was never counted at the edge: that is a defect, whatever came again beside it.
        var few = Cloud() with { Streams = [stream], Bindings = [binding with { Created = 11, Duplicates = 3 }] };
        Assert.Equal((3, false), Single(Edge(), few));
    }

    [Fact]
    public void Merged_and_dropped_results_are_named_and_leave_nothing_unexplained()
    {
        var binding = Binding(received: 10, inWindows: 10);
        binding = binding with { Counts = binding.Counts with { Downsampled = 4, Dropped = 3, DropNotices = 1 } };

        var report = Audit(Edge() with { Bindings = [binding] }, Cloud() with { Streams = [Stream(last: 5, missing: 0, points: 4)] });

        Assert.Equal([(4, true), (3, true)], report.Findings.Select(finding => (finding.Amount, finding.Explained)));
        Assert.Contains("drop_oldest", report.Findings[1].Reason);
    }

    [Fact]
    public void A_stopped_edge_that_has_begun_a_new_numbering_is_compared_under_all_of_them()
    {
        var (old, present) = (Stream(last: 4, missing: 0, points: 7) with { Epoch = Guid.Empty }, Stream(last: 5, missing: 0, points: 3));

        Assert.Empty(Audit(Edge(), Cloud() with { Streams = [old, present] }).Findings);
        Assert.False(Audit(Edge(), Cloud() with { Streams = [old, present with { Points = 2 }] }).Explained);
        Assert.True(Audit(Edge(), Cloud() with { Streams = [old, present with { Points = 9 }] }).Explained);
        Assert.True(
            Audit(Edge(), Cloud() with { Streams = [old, present with { Points = 2 }], Histories = [Note(HistoryKind.Forked)] }).Explained);
    }
}
