using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using EventEdge.Reconciliation;
using static EventEdge.EventEdge.Tests.Reconciliation.Halves;

namespace EventEdge.EventEdge.Tests.Reconciliation;

public sealed class LedgerAuditTests
{
    [Fact]
    public void Equal_ledger_have_nothing_to_say() => Assert.Empty(Audit(Edge(), Cloud()).Findings);

    [Fact]
    public void An_event_without_an_outcome_is_not_explained()
    {
        Assert.Equal((1, false), Single(Edge() with { Bindings = [Binding(received: 11, inWindows: 10)] }, null));
        // Nor are messages that the listener counted and the dispatcher did not.
        Assert.Equal((3, false), Single(Edge() with { Unexplained = 3 }, null));
    }

    [Fact]
    public void A_gap_the_edge_has_confirmed_is_a_loss_and_names_its_reason()
    {
        var report = Audit(Edge(), Cloud() with { Gaps = [Gap(first: 2, missing: 2)], Streams = [Stream(last: 5, missing: 2, points: 8)] });

        var finding = Assert.Single(report.Findings);
        Assert.False(report.Explained);
        Assert.Contains("lost", finding.Reason);
        Assert.Contains("records 2 to 3", finding.What);
    }

    [Fact]
    public void A_gap_the_edge_still_holds_is_explained()
    {
        var edge = Edge() with { Classes = [new(DeliveryClass.Normal, 1, 5, 8)] };

        var report = Audit(edge, Cloud() with { Gaps = [Gap(first: 2, missing: 2)], Streams = [Stream(last: 5, missing: 2, points: 2)] });

        Assert.True(report.Explained);
        Assert.Single(report.Findings);
    }

    [Fact]
    public void A_gap_that_was_filled_late_is_explained() =>
        Assert.True(Audit(null, Cloud() with { Gaps = [Gap(first: 2, missing: 0)] }).Explained);

    [Fact]
    public void Records_confirmed_by_the_bus_and_never_stored_are_found() =>
        Assert.Equal((2, false), Single(Edge(), Cloud() with { Streams = [Stream(last: 3, missing: 0, points: 6)] }));

    [Fact]
    public void Another_node_s_records_are_none_of_this_node_s_business()
    {
        var other = new StreamLedger("other", Guid.Empty, DeliveryClass.Normal, 1, 99, 0, 99, 0);

        Assert.Empty(Audit(Edge(), Cloud() with { Streams = [Stream(last: 5, missing: 0, points: 10), other] }).Findings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    public void What_comes_under_another_name_with_this_node_s_numbering_changes_nothing(long last)
    {
        var stranger = Stream(last, missing: 0, points: 99) with { Node = "a-stranger" };

        Assert.Empty(Audit(Edge(), Cloud() with { Streams = [stranger, Stream(last: 5, missing: 0, points: 10)] }).Findings);
    }

    [Fact]
    public void A_class_that_has_sent_nothing_since_its_node_was_renamed_is_found_under_the_former_name() =>
        Assert.Empty(Audit(Edge(), Cloud() with { Streams = [Stream(last: 5, missing: 0, points: 10) with { Node = "former" }] }).Findings);

    [Fact]
    public void Messages_that_are_neither_matched_nor_unmatched_are_not_explained() =>
        Assert.Equal((2, false), Single(Edge() with { MessagesReceived = 7, Matched = 4, Unmatched = 1 }, null));

    [Fact]
    public void A_loss_that_a_person_has_settled_is_explained_in_these_words()
    {
        var cloud = Cloud() with
        {
            Gaps = [Gap(first: 2, missing: 2) with { Settled = "the queue was purged" }],
            Streams = [Stream(last: 5, missing: 2, points: 8)]
        };

        var finding = Assert.Single(Audit(Edge(), cloud).Findings);

        Assert.True(finding.Explained);
        Assert.Contains("the queue was purged", finding.Reason);
    }

    [Fact]
    public void Records_that_the_edge_sent_after_its_half_was_read_are_no_replaced_outbox()
    {
        var (before, after) = (Cloud(), Cloud() with { Streams = [Stream(last: 9, missing: 0, points: 18)] });

        Assert.True(LedgerAudit.Of(Edge() with { Running = true }, after, Now, before).Explained);
        Assert.False(LedgerAudit.Of(Edge() with { Running = true }, after, Now, after).Explained);
    }

    [Fact]
    public void Records_an_edge_does_not_know_are_explained_where_the_cloud_has_noted_that_its_directory_was_restored()
    {
        var cloud = Cloud() with { Streams = [Stream(last: 9, missing: 0, points: 10)] };
        var (other, begun) = (Guid.NewGuid(), Note(HistoryKind.NewNumbering));
        foreach (var kind in (HistoryKind[])[HistoryKind.Forked, HistoryKind.CameAgain, HistoryKind.OlderNumbering])
        {
            Assert.Equal((4, true), Noted(Note(kind) with { Class = DeliveryClass.Bulk }));
            Assert.Equal((4, false), Noted(Note(kind) with { Epoch = other }));
            Assert.Equal((4, false), Noted(Note(kind) with { Node = "another" }));
        }

        Assert.Equal((4, false), Noted());
        Assert.Equal((4, true), Noted(begun with { Epoch = other }));
        Assert.Equal((4, true), Noted(begun, begun with { Epoch = other }));
        Assert.Equal((4, false), Noted(begun with { Epoch = other }, begun)); // the one before

        (long Amount, bool IsExplained) Noted(params HistoryNote[] notes) => Audit(Edge(), cloud with { Histories = notes }).Findings
            .Where(finding => finding.Where == "between").Select(finding => (finding.Amount, finding.Explained)).Single();
    }

    [Fact]
    public void Points_the_cloud_received_and_cannot_account_for_are_an_error_with_a_name()
    {
        var binding = new BindingLedger(
            "press-hall", Epoch, DeliveryClass.Normal, "press", Received: 100, Created: 80, 5, 4, 3, 2, 1, 0, 0);

        var report = Audit(null, Cloud() with { Bindings = [binding with { Received = 95 }, binding] });

        var finding = Assert.Single(report.Findings, finding => !finding.Explained);
        Assert.Equal((5, false), (finding.Amount, report.Explained));
        Assert.Contains(
            "node press-hall, Normal, epoch 0b5e1d2c-7f43-4d0f-9b7a-3a6f0c1d2e4f, binding press", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_edge_and_a_wiped_or_restored_cloud_are_explained_and_later_losses_are_not()
    {
        var changed = Note(HistoryKind.LedgerChanged) with { Node = string.Empty };
        var wiped = Cloud() with { Streams = [], Histories = [changed] };
        Assert.True(Audit(Edge(), wiped).Explained);
        Assert.False(Audit(Edge(), wiped with { Histories = [changed with { LastAt = Now.AddDays(-31) }] }).Explained);

        // What an edge began a day later never went to the former ledger.
        var earlier = wiped with { Histories = [changed with { LastAt = Now.AddDays(-2) }] };
        Assert.True(Audit(Edge() with { NumberingBegun = Now.AddDays(-3) }, earlier).Explained);
        Assert.False(Audit(Edge() with { NumberingBegun = Now.AddDays(-1) }, earlier).Explained);

        var since = Cloud() with
        { Streams = [Stream(last: 5, missing: 0, points: 4)], Histories = [changed, Note(HistoryKind.BeforeThisLedger)] };
        Assert.True(Audit(Edge(), since).Explained);

        var restored = Cloud() with
        { Streams = [Stream(last: 3, missing: 0, points: 6) with { AwaitsFirst = true }], Histories = [changed] };
        Assert.True(Audit(Edge(), restored).Explained);
        Assert.False(Audit(Edge(), restored with { Streams = [Stream(last: 3, missing: 0, points: 6)] }).Explained);
    }

    [Fact]
    public void What_never_came_behind_the_last_record_can_be_settled()
    {
        var gap = Gap(first: 4, missing: 2) with { Settled = "the queue was purged" };

        var report = Audit(Edge(), Cloud() with { Streams = [Stream(last: 3, missing: 0, points: 6)], Gaps = [gap] });

        Assert.True(report.Explained);
        Assert.Contains(
            report.Findings, finding =>
                finding.Where == "between" && finding.Reason.Contains("the queue was purged", StringComparison.Ordinal));
    }

    [Fact]
    public void What_asks_for_a_person_is_over_after_a_day_of_the_clock_that_was_handed_in_and_a_loss_never()
    {
        foreach (var (kind, hours, isExplained) in new[]
        {
            (HistoryKind.TwoSenders, 23, false), (HistoryKind.TwoSenders, 25, true), (HistoryKind.TwoLedgers, 23, false),
            (HistoryKind.Lost, 250, false),
        })
        {
            var cloud = Cloud() with { Histories = [Note(kind) with { LastAt = Now.AddHours(-hours) }] };
            Assert.Equal(isExplained, Audit(null, cloud).Explained);
        }

        Assert.True(Audit(null, Cloud() with { Histories = [Note(HistoryKind.Lost) with { Settled = "known" }] }).Explained);
    }

    [Fact]
    public void Overwritten_values_and_fields_left_out_are_named_and_explained()
    {
        var binding = new BindingLedger(
            "press-hall", Epoch, DeliveryClass.Normal, "press", 10, 8, 0, 0, 0, Replaced: 2, 0, 0, RefusedFields: 3);

        var report = Audit(null, Cloud() with { Bindings = [binding] });

        Assert.Equal([(2, true), (3, true)], report.Findings.Select(finding => (finding.Amount, finding.Explained)));
    }
}
