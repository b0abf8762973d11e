using EventEdge.Cli;
using EventEdge.CloudIngest.Http;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Status;
using EventEdge.Nodes;
using EventEdge.Settings.Values;

namespace EventEdge.Reconciliation;

/// <summary>Fetches the ledger for <c>eventedge ledger</c>: over HTTP from what runs, from the files of what does not.</summary>
internal static class LedgerSources
{
    /// <summary>What an address or a directory has of both halves, compared.</summary>
    public static async Task<LedgerReport> OfNodeAsync(
        string? data, HostPort? http, NodeKey key, LedgerReading reading, CancellationToken cancellation)
    {
        using var node = NodeAccess.Open(data, http, key);
        if (node.Data is not { } directory)
        {
            var (edge, cloud) = await OfAddressAsync(node.Api!, cancellation);
            return reading.Compare(edge, cloud);
        }

        var report = await reading.ReadAsync(
            () => EdgeAsync(node, directory, cancellation), () => Task.FromResult(Cloud(directory)), cancellation);
        return report is { Edge: null, Cloud: null }
            ? throw CommandFailure.BadInput($"there is no ledger in {directory}: no node has run there") : report;
    }

    /// <summary>An edge node's half and a cloud node's, compared.</summary>
    public static async Task<LedgerReport> OfBothAsync(
        string edge, string cloud, NodeKey key, LedgerReading reading, CancellationToken cancellation)
    {
        using var sender = NodeAccess.Open(edge, null, key);
        if (!EdgeLedgerReader.Exists(edge)) throw CommandFailure.BadInput($"{edge} is no edge node's directory (--edge)");
        if (!CloudLedgerReader.Exists(cloud)) throw CommandFailure.BadInput($"{cloud} is no cloud node's directory (--cloud)");
        return await reading.ReadAsync(() => EdgeAsync(sender, edge, cancellation), () => Task.FromResult(Cloud(cloud)), cancellation);
    }

    /// <summary>
    /// What a stopped edge node knows to be confirmed and a cloud node has not stored, behind the last records that it has.
    /// </summary>
    /// <param name="edge">The edge node's directory.</param>
    /// <param name="cloud">The cloud node's.</param>
    /// <param name="expected">The node that it has to be; null for any.</param>
    public static async Task<IReadOnlyCollection<SequenceGap>> TailAsync(string edge, string cloud, string? expected)
    {
        if (!EdgeLedgerReader.Exists(edge)) throw CommandFailure.BadInput($"{edge} is no edge node's directory (--edge)");
        using var node = NodeAccess.Open(edge, null, new NodeKey(null, null));
        if (node.Api is not null)
            throw CommandFailure.BadInput("the edge node is running: what it has sent may be on its way; stop it first (--edge)");
        if (await EdgeLedgerReader.ReadStoppedAsync(edge, TimeProvider.System) is not { } edgeLedger || Cloud(cloud) is not { } cloudLedger)
            return [];
        // Its records would become open gaps of a node that is not settled.
        if (expected is not null && expected != edgeLedger.Node)
            throw CommandFailure.BadInput($"{edge} is the directory of node {edgeLedger.Node}, not of node {expected} (--edge, --node)");
        return [.. edgeLedger.Classes
            .Select(sent => new SequenceGap(
                edgeLedger.Node, edgeLedger.Epoch, sent.Class, LedgerReading.LastOf(edgeLedger, cloudLedger, sent.Class) + 1,
                sent.Acknowledged))
            .Where(gap => gap.First <= gap.Last)];
    }

    private static async Task<(EdgeLedger? Edge, CloudLedger? Cloud)> OfAddressAsync(NodeApi api, CancellationToken cancellation)
    {
        var edge = await api.GetAsync("/api/ledger", EdgeLedgerJson.Default.EdgeLedgerAnswer, cancellation);
        if (edge?.Edge is not null) return (edge.Edge, null);
        var cloud = await api.GetAsync("/api/ledger", CloudLedgerJson.Default.CloudLedgerAnswer, cancellation);
        return cloud?.Cloud is null ? throw CommandFailure.Outside("the node keeps no ledger: it is of another version")
            : (null, cloud.Cloud);
    }

    private static async Task<EdgeLedger?> EdgeAsync(NodeAccess node, string directory, CancellationToken cancellation) =>
        !EdgeLedgerReader.Exists(directory) ? null
        : node.Api is { } api ? (await api.GetAsync("/api/ledger", EdgeLedgerJson.Default.EdgeLedgerAnswer, cancellation))?.Edge
        : await EdgeLedgerReader.ReadStoppedAsync(directory, TimeProvider.System);

    private static CloudLedger? Cloud(string directory)
    {
        if (!CloudLedgerReader.Exists(directory)) return null;
        using var reader = new CloudLedgerReader(directory);
        return reader.Ledger();
    }
}
