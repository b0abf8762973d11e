using EventEdge.EdgeBridge.Ledger;
using EventEdge.Reconciliation;

namespace EventEdge.EventEdge.Tests.Reconciliation;

/// <summary>The ledger's line for messages: every one of them was decoded, undecodable, ignored or refused.</summary>
public sealed class MessageLedgerTests
{
    private static readonly LedgerEntry Whole = new()
    {
        Binding = "press", Messages = 16, MessagesDecoded = 9, MessagesUndecodable = 4, MessagesIgnored = 2, MessagesRefused = 1,
    };

    [Fact]
    public void A_message_without_an_outcome_is_not_explained()
    {
        Assert.Empty(Findings(Whole));

        var finding = Assert.Single(Findings(Whole with { Messages = 18 }));
        Assert.Equal((2, false, "messages of binding press"), (finding.Amount, finding.Explained, finding.What));
    }

    [Fact]
    public void What_was_read_as_null_or_passed_over_is_a_note()
    {
        var notes = Findings(Whole with { NotFinite = 7, PassedOver = 2 });

        Assert.All(notes, note => Assert.True(note.Explained));
        Assert.Equal(
            [("numbers of binding press that are null", 7), ("elements of messages of binding press without an event", 2)],
            notes.Select(note => (note.What, note.Amount)));
    }

    private static IReadOnlyList<LedgerFinding> Findings(LedgerEntry counts) => LedgerAudit.Of(
        new EdgeLedger
        {
            Node = "n1",
            Epoch = Guid.Empty,
            At = DateTimeOffset.UnixEpoch,
            Running = true,
            Bindings = [new("0123456789abcdef", false, counts)],
            Classes = [],
            JournalGaps = [],
        },
        null,
        DateTimeOffset.UnixEpoch).Findings;
}
