using EventEdge.CloudIngest.Ledger;
using EventEdge.Commands;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.Settings;

namespace EventEdge.Hosting;

/// <summary>Fetches the books for <c>eventedge ledger</c>: over HTTP from what runs, from the files of what does not.</summary>
internal static class LedgerBooks
{
    /// <summary>Both halves, as far as an address or a directory has them.</summary>
    public static async Task<(EdgeBooks? Edge, CloudBooks? Cloud)> OfNodeAsync(string? data, HostPort? http, NodeKey key, CancellationToken cancellation)
    {
        using var node = NodeAccess.Open(data, http, key);
        if (node.Data is not { } directory) return await OfAddressAsync(node.Api!, cancellation);
        var edge = EdgeBooksReader.Exists(directory) ? await EdgeAsync(node, directory, cancellation) : null;
        var cloud = CloudBooksReader.Exists(directory) ? Cloud(directory) : null;
        return edge is null && cloud is null ? throw CommandFailure.BadInput($"there are no books in {directory}: no node has run there") : (edge, cloud);
    }

    private static async Task<(EdgeBooks? Edge, CloudBooks? Cloud)> OfAddressAsync(NodeApi api, CancellationToken cancellation)
    {
        var edge = await api.GetAsync("/api/ledger", BooksJson.Default.EdgeBooksAnswer, cancellation);
        if (edge?.Edge is not null) return (edge.Edge, null);
        var cloud = await api.GetAsync("/api/ledger", LedgerJson.Default.CloudBooksAnswer, cancellation);
        return cloud?.Cloud is null ? throw CommandFailure.Outside("the node keeps no books: it is of another version") : (null, cloud.Cloud);
    }

    private static async Task<EdgeBooks?> EdgeAsync(NodeAccess node, string directory, CancellationToken cancellation) => node.Api is { } api
        ? (await api.GetAsync("/api/ledger", BooksJson.Default.EdgeBooksAnswer, cancellation))?.Edge
        : await EdgeBooksReader.ReadStoppedAsync(directory, TimeProvider.System);

    private static CloudBooks Cloud(string directory)
    {
        using var reader = new CloudBooksReader(directory);
        return reader.Books();
    }
}
