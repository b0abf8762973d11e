using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.Reconciliation;

namespace EventEdge.EventEdge.Tests.Reconciliation;

/// <summary>The two halves of a ledger that agree, to be changed by a test, and what an audit says of them.</summary>
internal static class Halves
{
    public static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);
    public static readonly Guid Epoch = new("0b5e1d2c-7f43-4d0f-9b7a-3a6f0c1d2e4f");

    internal static LedgerReport Audit(EdgeLedger? edge, CloudLedger? cloud) => LedgerAudit.Of(edge, cloud, Now);

    internal static (long Amount, bool Explained) Single(EdgeLedger edge, CloudLedger? cloud)
    {
        var finding = Assert.Single(Audit(edge, cloud).Findings);
        return (finding.Amount, finding.Explained);
    }

    internal static EdgeLedger Edge() => new()
    {
        Node = "press-hall",
        Epoch = Epoch,
        At = DateTimeOffset.UnixEpoch,
        Bindings = [Binding(received: 10, inWindows: 10)],
        Classes = [new ClassPosition(DeliveryClass.Normal, 5, 5, 0)],
        JournalGaps = [],
    };

    internal static RecordedBinding Binding(long received, long inWindows) =>
        new("00", false,
            new LedgerEntry { Binding = "press", Received = received, InWindows = inWindows, Measurements = 8, Revisions = 2 });

    internal static CloudLedger Cloud() => new() { Streams = [Stream(last: 5, missing: 0, points: 10)], Gaps = [] };

    internal static StreamLedger Stream(long last, long missing, long points) =>
        new("press-hall", Epoch, DeliveryClass.Normal, 1, points, 0, last, missing);

    internal static HistoryNote Note(HistoryKind kind) => new(kind, "press-hall", Epoch, DeliveryClass.Normal, 1, 2, 2, Now, Now);

    internal static NotedGap Gap(long first, long missing) =>
        new("press-hall", Epoch, DeliveryClass.Normal, first, first + 1, missing, DateTimeOffset.UnixEpoch, 0);
}
