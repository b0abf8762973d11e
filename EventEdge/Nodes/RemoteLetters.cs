using System.Globalization;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Http;

namespace EventEdge.Nodes;

/// <summary>The letters of a node that runs as another process.</summary>
internal sealed class RemoteLetters(NodeApi api) : ILetterDesk
{
    private const string Root = "/api/dead-letters";

    public async Task<LetterPage> ListAsync(LetterFilter filter, CancellationToken cancellation)
    {
        if (filter.Ids is { } ids) return await FindAsync(ids, cancellation);
        var query = $"{Root}?limit={filter.Limit.ToString(CultureInfo.InvariantCulture)}{Part("binding", filter.Binding)}{Part("stage", filter.Stage)}";
        return await api.GetAsync(query, BooksJson.Default.LetterPage, cancellation) ?? new(0, 0, []);
    }

    public Task<IReadOnlyList<RetriedLetter>> RetryAsync(LetterFilter filter, CancellationToken cancellation) => api.PostAsync(
        $"{Root}/retry", Meant(filter), BooksJson.Default.LettersMeant, BooksJson.Default.IReadOnlyListRetriedLetter, cancellation);

    public async Task<long> DropAsync(LetterFilter filter, CancellationToken cancellation) => (await api.PostAsync(
        $"{Root}/drop", Meant(filter), BooksJson.Default.LettersMeant, BooksJson.Default.LettersDropped, cancellation)).Dropped;

    private static LettersMeant Meant(LetterFilter filter) => new(filter.Ids, filter.Ids is null, filter.Binding, filter.Stage);

    private static string Part(string name, string? value) => value is null ? string.Empty : $"&{name}={Uri.EscapeDataString(value)}";

    private async Task<LetterPage> FindAsync(IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        var letters = new List<KeptLetter>();
        foreach (var id in ids)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{Root}/{id}");
            if (await api.GetAsync(path, BooksJson.Default.KeptLetter, cancellation) is { } letter) letters.Add(letter);
        }

        return new(letters.Count, 0, letters);
    }
}
