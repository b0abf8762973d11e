using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>What a server said to a request.</summary>
internal enum LineAnswerKind
{
    /// <summary>Every line is written.</summary>
    Accepted,

    /// <summary>At least one line is bad, or the request too large.</summary>
    Refused,

    /// <summary>Not now, or not with these credentials: the lines are not to blame.</summary>
    Unavailable,
}

internal readonly record struct LineAnswer(LineAnswerKind Kind, string? Error = null, TimeSpan? RetryAfter = null);

/// <summary>The HTTP endpoint of a server that takes line protocol.</summary>
internal sealed class LineEndpoint : IDisposable
{
    private readonly HttpClient _client;
    private readonly LineServer _server;
    private readonly TimeProvider _time;
    private readonly StringBuilder _lines = new(1 << 20);

    public LineEndpoint(LineServer server, TimeProvider time, HttpMessageHandler? transport = null)
    {
        _server = server;
        _time = time;
        _client = new HttpClient(transport ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = server.Uri,
            Timeout = server.RequestTimeLimit,
        };
    }

    /// <summary>Sends points as one request.</summary>
    /// <param name="writes">The points.</param>
    /// <param name="isInteger">Whether a measurement has a field as integers.</param>
    /// <param name="cancellation">Ends the request.</param>
    public Task<LineAnswer> PostAsync(ArraySegment<LineWrite> writes, Func<string, string, bool> isInteger, CancellationToken cancellation)
    {
        var points = writes.Select(write => write.Line).ToArray();
        return GuardAsync(() => PostAsync(points, isInteger, cancellation), cancellation);
    }

    /// <summary>Takes points away, with all their fields; those with other tags, or more of them, stay.</summary>
    public Task<LineAnswer> ClearAsync(IReadOnlyList<Point> points, CancellationToken cancellation) =>
        GuardAsync(() => new LineDeletion(QueryAsync).DeleteAsync(points, cancellation), cancellation);

    /// <summary>The fields of a measurement that hold integers, wherever in time; null when the server does not say.</summary>
    public async Task<IReadOnlyList<string>?> IntegerFieldsAsync(string measurement, CancellationToken cancellation)
    {
        var body = string.Empty;
        var answer = await GuardAsync(
            async () =>
            {
                (var said, body) = await QueryAsync(
                    $"SHOW FIELD KEYS FROM {LineDeletion.Quoted(LineProtocol.Visible(measurement))}", cancellation);
                return said;
            },
            cancellation);
        return answer.Kind == LineAnswerKind.Accepted ? FieldKeys.Integers(body) : null;
    }

    private async Task<LineAnswer> PostAsync(NodePoint[] points, Func<string, string, bool> isInteger, CancellationToken cancellation)
    {
        var answer = await SendAsync(points, isInteger, cancellation);
        var missing = answer.Kind == LineAnswerKind.Unavailable && _server.MakesDatabase
            && answer.Error!.Contains("database not found", StringComparison.Ordinal);
        return missing && await CreateDatabaseAsync(cancellation) ? await SendAsync(points, isInteger, cancellation) : answer;
    }

    private async Task<LineAnswer> GuardAsync(Func<Task<LineAnswer>> request, CancellationToken cancellation)
    {
        try
        {
            return await request();
        }
        catch (Exception error) when (error is HttpRequestException or IOException or UnauthorizedAccessException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new LineAnswer(LineAnswerKind.Unavailable, Outage.InWords(error, $"the store at {_server.Uri}", "--store-token-file"));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private async Task<LineAnswer> SendAsync(NodePoint[] points, Func<string, string, bool> isInteger, CancellationToken cancellation)
    {
        var precision = LinePrecision.For(points);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, _server.WriteTarget(precision))
        { Content = Body(points, precision, isInteger) };
        request.Headers.Authorization = _server.Credentials();
        using var response = await _client.SendAsync(request, cancellation);
        if (response.IsSuccessStatusCode) return new LineAnswer(LineAnswerKind.Accepted);
        return AnswerOf(response, (await response.Content.ReadAsStringAsync(cancellation)).Trim());
    }

    private LineAnswer AnswerOf(HttpResponseMessage response, string said)
    {
        var error = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? $"the store at {_server.Uri} refuses the token or the password: look at {_server.CredentialSettings} ({said})"
            : $"{(int)response.StatusCode} {response.ReasonPhrase}: {said}";
        return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
            or HttpStatusCode.UnprocessableEntity
            ? new LineAnswer(LineAnswerKind.Refused, error)
            : new LineAnswer(LineAnswerKind.Unavailable, error, RetryAfter(response.Headers.RetryAfter));
    }

    private ByteArrayContent Body(NodePoint[] points, LinePrecision precision, Func<string, string, bool> isInteger)
    {
        _lines.Clear();
        foreach (var point in points) LineProtocol.TryAppend(_lines, point, precision, isInteger);
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new StreamWriter(gzip, new UTF8Encoding(false), 1 << 16))
        {
            foreach (var chunk in _lines.GetChunks()) writer.Write(chunk.Span);
        }

        var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private async Task<bool> CreateDatabaseAsync(CancellationToken cancellation) =>
        (await QueryAsync(
            $"CREATE DATABASE {LineDeletion.Quoted(_server.QueryDatabase!)}", cancellation)).Answer.Kind == LineAnswerKind.Accepted;

    private async Task<(LineAnswer Answer, string Body)> QueryAsync(string query, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/query")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("db", _server.QueryDatabase!), KeyValuePair.Create("q", query)]),
        };
        request.Headers.Authorization = _server.Credentials();
        using var response = await _client.SendAsync(request, cancellation);
        var body = (await response.Content.ReadAsStringAsync(cancellation)).Trim();
        return (response.IsSuccessStatusCode ? new LineAnswer(LineAnswerKind.Accepted) : AnswerOf(response, body), body);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date && date > _time.GetUtcNow() ? date - _time.GetUtcNow() : null);
}
