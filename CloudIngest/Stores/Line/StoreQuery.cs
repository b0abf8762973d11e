using System.Net;
using System.Net.Http.Headers;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Faults;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>
/// Asks a store's HTTP API, with the credentials it is written with. What goes wrong is one sentence with the store's address.
/// </summary>
internal sealed class StoreQuery(LineServer server, HttpMessageHandler? transport = null) : IDisposable
{
    private readonly HttpClient _client = new(
        transport ?? new SocketsHttpHandler())
    { BaseAddress = server.Uri, Timeout = server.RequestTimeLimit };

    public Uri Address => server.Uri;

    /// <summary>The answer's text, as a stream.</summary>
    /// <exception cref="StoreReadException">The store does not answer, or refuses.</exception>
    public Stream Get(string target)
    {
        try
        {
            var request = new HttpRequestMessage(HttpMethod.Get, target);
            request.Headers.Authorization = Secret();
            var response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.IsSuccessStatusCode) return response.Content.ReadAsStream();
            using (response) throw Refused(response.StatusCode, new StreamReader(response.Content.ReadAsStream()).ReadToEnd());
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            throw new StoreReadException(
                $"{Outage.InWords(error, $"the store at {server.Uri}", "--store-token-file")} (--store-url)", error);
        }
    }

    public void Dispose() => _client.Dispose();

    private StoreReadException Refused(HttpStatusCode status, string said) =>
        status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        ? new($"the store at {server.Uri} refuses the token or password: look at --store-token-file")
        : new($"the store at {server.Uri} answers {(int)status}: {said.Trim().ReplaceLineEndings(" ")}");

    private AuthenticationHeaderValue? Secret()
    {
        try
        {
            return server.Credentials();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreReadException($"the store's token cannot be read from {server.SecretFile} (--store-token-file)", error);
        }
    }
}
