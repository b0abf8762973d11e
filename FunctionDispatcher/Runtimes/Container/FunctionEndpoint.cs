using System.Net;
using System.Net.Sockets;
using System.Text;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>
/// The HTTP side of one instance: whether it is ready, and calls. Nothing of what it answers is followed, kept or trusted beyond its
/// bounds.
/// </summary>
internal sealed class FunctionEndpoint : IDisposable
{
    /// <summary>How often an instance that is not ready is asked again.</summary>
    public static readonly TimeSpan ReadyPeriod = TimeSpan.FromMilliseconds(25);

    private const int HeadersLimitKilobytes = 16;
    private const int ReasonLimit = 300;
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(1);

    // A first packet that meets a network still being set up is lost, and the kernel repeats it after a second.
    private static readonly TimeSpan AcceptLimit = TimeSpan.FromMilliseconds(200);
    private static readonly byte[] NoResult = "null"u8.ToArray();

    private readonly Uri _address;
    private readonly Uri _health;
    private readonly ContainerContract _contract;
    private readonly string _source;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private long _unnamed;

    /// <param name="host">Where the instance is.</param>
    /// <param name="port">The port it listens on.</param>
    /// <param name="contract">How it is spoken to.</param>
    /// <param name="source">What calls its events: the binding.</param>
    /// <param name="time">The clock.</param>
    public FunctionEndpoint(string host, int port, ContainerContract contract, string source, TimeProvider time)
    {
        _address = new UriBuilder(Uri.UriSchemeHttp, host, port).Uri;
        _health = new Uri(_address, "/_/health");
        _contract = contract;
        _source = source;
        _time = time;
        _http = Client(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks until the instance is ready.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before it was.</exception>
    public async Task UntilReadyAsync(CancellationToken cancellation)
    {
        using var probe = Client(AcceptLimit);
        while (!await IsReadyAsync(probe, cancellation).ConfigureAwait(false))
            await Task.Delay(ReadyPeriod, _time, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes a call. An answer of any kind is a value.</summary>
    /// <exception cref="HttpRequestException">There was none, or no HTTP.</exception>
    /// <exception cref="IOException">It ended in the middle.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        using var request = RequestOf(input);
        using var answer = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        var body = await ReadAsync(answer, cancellation).ConfigureAwait(false);
        if (body is null)
            return FunctionAnswer.Failed(
                FunctionFault.Garbled, $"the function answered, but its answer is longer than {CallAnswer.SizeLimit:N0} bytes");
        return (int)answer.StatusCode switch
        {
            >= 200 and < 300 => CloudEvent.Is(answer.Content.Headers.ContentType) ? CloudEvent.DataOf(body) : FunctionAnswer.Of(
                body.Length == 0 ? NoResult : body),
            >= 400 and < 500 => FunctionAnswer.Failed(FunctionFault.Refused, Sentence(answer.StatusCode, body)),
            >= 500 => FunctionAnswer.Failed(FunctionFault.Crashed, Sentence(answer.StatusCode, body)),
            _ => FunctionAnswer.Failed(FunctionFault.Garbled, Sentence(answer.StatusCode, [])),
        };
    }

    public void Dispose() => _http.Dispose();

    private static HttpMessageInvoker Client(TimeSpan connectLimit) => new(new SocketsHttpHandler
    {
        UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = HeadersLimitKilobytes, ConnectTimeout = connectLimit,
    });

    private async Task<bool> IsReadyAsync(HttpMessageInvoker probe, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(ReadyLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return _contract == ContainerContract.Knative ? await AcceptsAsync(either.Token)
                .ConfigureAwait(false) : await IsHealthyAsync(probe, either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or IOException or OperationCanceledException
            && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> AcceptsAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(AcceptLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_address.Host, _address.Port, either.Token).ConfigureAwait(false);
        return true;
    }

    // A server without a page for its health is ready when it says so.
    private async Task<bool> IsHealthyAsync(HttpMessageInvoker probe, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _health);
        using var answer = await probe.SendAsync(request, cancellation).ConfigureAwait(false);
        return answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;
    }

    private HttpRequestMessage RequestOf(ReadOnlyMemory<byte> input)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(input) };
        request.Content.Headers.ContentType = CloudEvent.Json;
        var call = CloudEvent.CallOf(input.Span);
        if (_contract == ContainerContract.Knative)
            CloudEvent.AddTo(request.Headers, _source, call ?? $"volatile-{Interlocked.Increment(ref _unnamed)}");
        else if (call is not null) request.Headers.TryAddWithoutValidation("X-Call-Id", call);
        return request;
    }

    /// <summary>The body; null when it is too long.</summary>
    private static async Task<byte[]?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentLength > CallAnswer.SizeLimit) return null;
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var body = new byte[answer.Content.Headers.ContentLength ?? 4096];
        var length = 0;
        while (true)
        {
            if (length == body.Length)
            {
                if (length == answer.Content.Headers.ContentLength) return body;
                if (length > CallAnswer.SizeLimit) return null;
                Array.Resize(ref body, body.Length * 2);
            }

            var read = await stream.ReadAsync(body.AsMemory(length), cancellation).ConfigureAwait(false);
            if (read == 0) return length > CallAnswer.SizeLimit ? null : body[..length];
            length += read;
        }
    }

    private static string Sentence(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        var words = Encoding.UTF8.GetString(body[..Math.Min(body.Length, ReasonLimit)]).ReplaceLineEndings(" ").Trim();
        return words.Length == 0 ? $"the function answered with status {(int)status}"
            : $"the function answered with status {(int)status}: {words}";
    }
}
