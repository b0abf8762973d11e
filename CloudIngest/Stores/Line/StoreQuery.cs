using System.Net;
using System.Text;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Faults;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>Asks a store's HTTP API, with the credentials it is written with. What goes wrong is one sentence with the store's address.</summary>
internal sealed class StoreQuery(StoreOptions store, HttpMessageHandler? transport = null) : IDisposable
{
    private readonly HttpClient _client = new(transport ?? new SocketsHttpHandler()) { BaseAddress = store.Uri, Timeout = store.RequestTimeLimit };

    public Uri Address => store.Uri;

    /// <summary>The answer's text, as a stream.</summary>
    /// <exception cref="StoreReadException">The store does not answer, or refuses.</exception>
    public Stream Get(string target)
    {
        try
        {
            var request = new HttpRequestMessage(HttpMethod.Get, target);
            if (Secret() is { } secret) request.Headers.TryAddWithoutValidation("Authorization", secret);
            var response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.IsSuccessStatusCode) return response.Content.ReadAsStream();
            using (response) throw Refused(response.StatusCode, new StreamReader(response.Content.ReadAsStream()).ReadToEnd());
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            throw new StoreReadException($"{Outage.InWords(error, $"the store at {store.Uri}", "--store-token-file")} (--store-url)", error);
        }
    }

    public void Dispose() => _client.Dispose();

    private StoreReadException Refused(HttpStatusCode status, string said) => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        ? new($"the store at {store.Uri} refuses the token or password: look at --store-token-file")
        : new($"the store at {store.Uri} answers {(int)status}: {said.Trim().ReplaceLineEndings(" ")}");

    private string? Secret()
    {
        if (store.SecretFile is not { } file) return null;
        try
        {
            var secret = File.ReadLines(file).FirstOrDefault(string.Empty).Trim();
            return store.Kind == StoreKind.InfluxDb2 ? $"Token {secret}" : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{store.User}:{secret}"))}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreReadException($"the store's token cannot be read from {file} (--store-token-file)", error);
        }
    }
}
