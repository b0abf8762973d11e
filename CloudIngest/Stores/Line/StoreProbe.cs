using EventEdge.Contracts.Faults;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>Asks a server's address for its health.</summary>
internal static class StoreProbe
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Null when it answers, whatever it says of itself; else one sentence.</summary>
    public static async Task<string?> AskAsync(LineServer server, string path, CancellationToken cancellation)
    {
        try
        {
            using var client = new HttpClient { BaseAddress = server.Uri, Timeout = TimeLimit };
            using var answer = await client.GetAsync(
                new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation);
            return (int)answer.StatusCode < 500 ? null
                : $"the store at {server.Uri} answers {(int)answer.StatusCode} {answer.ReasonPhrase} to {path}";
        }
        catch (Exception error) when (
            error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return Outage.InWords(error, $"the store at {server.Uri}", "--store-token-file");
        }
    }
}
