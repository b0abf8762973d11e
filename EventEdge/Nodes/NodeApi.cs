using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EventEdge.Cli;

namespace EventEdge.Nodes;

/// <summary>A running node's HTTP API, from the outside. What goes wrong ends the command with one line.</summary>
internal sealed class NodeApi(Uri address, NodeKey key) : IDisposable
{
    // A retry of every dead letter there can be waits for some thousands of journal commits.
    private readonly HttpClient _client = Client(address, key);

    /// <summary>Reads; null when there is no such thing.</summary>
    public async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class
    {
        using var response = await SendAsync(new(HttpMethod.Get, path), cancellation);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(response, type, cancellation);
    }

    /// <summary>Changes something.</summary>
    public async Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation)
    {
        // A body of unknown length would be sent in chunks without need.
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = new("application/json");
        using var response = await SendAsync(new(HttpMethod.Post, path) { Content = content }, cancellation);
        return await ReadAsync(response, answerType, cancellation);
    }

    public void Dispose() => _client.Dispose();

    private static HttpClient Client(Uri address, NodeKey key)
    {
        var handler = new HttpClientHandler();
        if (key.CertificateFile is { } file && address.Scheme == Uri.UriSchemeHttps)
        {
            var pinned = Pinned(file);
            handler.ServerCertificateCustomValidationCallback = (_, shown, _, problems) =>
                problems == SslPolicyErrors.None || shown?.RawDataMemory.Span.SequenceEqual(pinned) == true;
        }

        var client = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        if (key.Token is { } token) client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static byte[] Pinned(string file)
    {
        try
        {
            using var pinned = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return pinned.RawData;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw CommandFailure.BadInput($"--tls-certificate: there is no certificate in PEM that can be read in {file}");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using (request) return await _client.SendAsync(request, cancellation);
        }
        catch (HttpRequestException)
        {
            throw CommandFailure.Outside($"no node answers at {address}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw CommandFailure.Outside($"the node at {address} did not answer in time");
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            throw CommandFailure.Outside($"the node at {address} asks for its token (--http-token-file)");
        if (!response.IsSuccessStatusCode)
        {
            var reason = await response.Content.ReadAsStringAsync(cancellation);
            throw CommandFailure.Outside($"the node at {address} answers {(int)response.StatusCode}: {reason}");
        }

        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellation) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw CommandFailure.Outside($"what answers at {address} is no EventEdge node of this version");
        }
    }
}
