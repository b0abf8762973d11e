using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.EdgeBridge.Ledger;

namespace EventEdge.Reconciliation;

/// <summary>The ledger and what they say together.</summary>
/// <param name="Edge">The edge node's half; null where it was not looked at.</param>
/// <param name="Cloud">The cloud node's half; null where it was not looked at.</param>
/// <param name="Findings">Everything that is not simply equal, each with its reason.</param>
internal sealed record LedgerReport(EdgeLedger? Edge, CloudLedger? Cloud, IReadOnlyList<LedgerFinding> Findings)
{
    /// <summary>Whether nothing is left without an explanation.</summary>
    public bool Explained => Findings.All(finding => finding.Explained);
}

/// <summary>Something in the ledger a person should know.</summary>
/// <param name="Where"><c>edge</c>, <c>cloud</c> or <c>between</c>.</param>
/// <param name="What">What it is about, with its range.</param>
/// <param name="Amount">How many events, records or points.</param>
/// <param name="Reason">Why.</param>
/// <param name="Explained">False when the reason is not known, or means loss.</param>
internal sealed record LedgerFinding(string Where, string What, long Amount, string Reason, bool Explained);
