using System.Globalization;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Http;
using EventEdge.Nodes;

namespace EventEdge.DeadLetters;

/// <summary>The dead letters of a node that runs as another process.</summary>
internal sealed class RemoteDeadLetters(NodeApi api) : IDeadLetterService
{
    private const string Root = "/api/dead-letters";

    public async Task<DeadLetterPage> ListAsync(DeadLetterFilter filter, CancellationToken cancellation)
    {
        if (filter.Ids is { } ids) return await FindAsync(ids, cancellation);
        var parts = Part("binding", filter.Binding) + Part("stage", filter.Stage);
        var query = string.Create(CultureInfo.InvariantCulture, $"{Root}?limit={filter.Limit}{parts}");
        return await api.GetAsync(query, EdgeLedgerJson.Default.DeadLetterPage, cancellation) ?? new(0, 0, []);
    }

    public Task<IReadOnlyList<RetriedDeadLetter>> RetryAsync(DeadLetterFilter filter, CancellationToken cancellation) => api.PostAsync(
        $"{Root}/retry", Meant(filter), EdgeLedgerJson.Default.SelectedDeadLetters, EdgeLedgerJson.Default.IReadOnlyListRetriedDeadLetter,
        cancellation);

    public async Task<long> DropAsync(DeadLetterFilter filter, CancellationToken cancellation) => (await api.PostAsync(
        $"{Root}/drop", Meant(filter), EdgeLedgerJson.Default.SelectedDeadLetters, EdgeLedgerJson.Default.DeadLettersDropped,
        cancellation)).Dropped;

    private static SelectedDeadLetters Meant(DeadLetterFilter filter) => new(filter.Ids, filter.Ids is null, filter.Binding, filter.Stage);

    private static string Part(string name, string? value) => value is null ? string.Empty : $"&{name}={Uri.EscapeDataString(value)}";

    private async Task<DeadLetterPage> FindAsync(IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        var deadLetters = new List<StoredDeadLetter>();
        foreach (var id in ids)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{Root}/{id}");
            if (await api.GetAsync(path, EdgeLedgerJson.Default.StoredDeadLetter, cancellation) is { } deadLetter)
                deadLetters.Add(deadLetter);
        }

        return new(deadLetters.Count, 0, deadLetters);
    }
}
