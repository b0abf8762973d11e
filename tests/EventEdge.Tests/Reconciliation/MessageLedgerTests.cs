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
