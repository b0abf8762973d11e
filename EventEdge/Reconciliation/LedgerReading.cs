using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.EdgeBridge.Ledger;

namespace EventEdge.Reconciliation;

/// <summary>
/// Reads both halves of a ledger of nodes at work so that they can be compared: the cloud's, the edge's, and the cloud's again, until what
/// the edge had confirmed is stored, or long enough was waited for it.
/// </summary>
internal sealed class LedgerReading(TimeProvider time)
{
    /// <summary>How long what is confirmed by the bus may take into the store before it is worth a word.</summary>
    public static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Compares halves that nothing changes meanwhile, or one alone.</summary>
    public LedgerReport Compare(EdgeLedger? edge, CloudLedger? cloud) => LedgerAudit.Of(edge, cloud, time.GetUtcNow());

    /// <summary>Reads and compares.</summary>
    /// <param name="readEdge">Reads the edge's half; its result may be null.</param>
    /// <param name="readCloud">Reads the cloud's half; its result may be null.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<LedgerReport> ReadAsync(
        Func<Task<EdgeLedger?>> readEdge, Func<Task<CloudLedger?>> readCloud, CancellationToken cancellation)
    {
        var before = await readCloud();
        var edge = await readEdge();
        if (edge is null || before is null) return Compare(edge, before);
        var began = time.GetTimestamp();
        while (true)
        {
            var cloud = await readCloud() ?? before;
            if (IsSettled(edge, cloud) || time.GetElapsedTime(began) >= ArrivalLimit)
                return LedgerAudit.Of(edge, cloud, time.GetUtcNow(), before);
            await Task.Delay(Pause, time, cancellation);
        }
    }

    // A gap that frames leave when they overtake each other closes within moments, like what is still on its way.
    private bool IsSettled(EdgeLedger edge, CloudLedger cloud) =>
        edge.Classes.All(sent => sent.Acknowledged <= LastOf(edge, cloud, sent.Class))
        && cloud.Gaps.All(gap => gap.IsClosed || time.GetUtcNow() - gap.NoticedAt > ArrivalLimit);

    /// <summary>The last record of a class that the cloud has of an edge's present numbering.</summary>
    public static long LastOf(EdgeLedger edge, CloudLedger cloud, Contracts.Measurements.DeliveryClass deliveryClass) =>
        cloud.StreamsOf(edge).FirstOrDefault(stream => stream.Class == deliveryClass)?.Last ?? 0;
}
