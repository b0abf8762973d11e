using System.Net;
using System.Net.Sockets;
using System.Text;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Runtimes.Container;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>The HTTP side of a container, against a server that says exactly what it is told.</summary>
public sealed class FunctionEndpointTests : IDisposable
{
    private const string Call = """{"node":"n","binding":"b","call":"12.0","with":{"call":"no"},"event":{}}""";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TcpListener _endpoint = new(IPAddress.Loopback, 0);
    private readonly StringBuilder _heard = new();

    public FunctionEndpointTests() => _endpoint.Start();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _endpoint.Dispose();

    [Theory]
    [InlineData("200 OK", "application/json", "{\"fields\":{\"x\":1}}", "{\"fields\":{\"x\":1}}")]
    [InlineData("200 OK", "application/json", "", "null")]
    [InlineData("204 No Content", "text/plain", "", "null")]
    [InlineData(
        "200 OK", "application/cloudevents+json; charset=utf-8", "{\"specversion\":\"1.0\",\"data\":{\"fields\":{\"x\":1}}}",
        "{\"fields\":{\"x\":1}}")]
    [InlineData("200 OK", "application/cloudevents+json", "{\"specversion\":\"1.0\",\"data_base64\":\"bnVsbA==\"}", "null")]
    [InlineData("200 OK", "application/cloudevents+json", "{\"specversion\":\"1.0\"}", "null")]
    public async Task An_answer_is_the_document_it_holds(string status, string type, string body, string document)
    {
        var answer = await AskAsync(ContainerContract.Openfaas, Response(status, type, body));
        Assert.Equal((FunctionFault.None, document), (answer.Fault, Encoding.UTF8.GetString(answer.Document.Span)));
    }

    [Theory]
    [InlineData("422 No", "not\nlike this", "Refused", "the function answered with status 422: not like this")]
    [InlineData("404 No", "", "Refused", "the function answered with status 404")]
    [InlineData("500 No", "broken", "Crashed", "the function answered with status 500: broken")]
    [InlineData("302 Found", "over there", "Garbled", "the function answered with status 302")]
    public async Task A_status_that_is_no_success_is_a_failure_of_its_kind(string status, string body, string fault, string reason)
    {
        var answer = await AskAsync(ContainerContract.Openfaas, Response(status, "text/plain", body));
        Assert.Equal((fault, reason), (answer.Fault.ToString(), answer.Reason));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"data\":")]
    [InlineData("{\"data_base64\":7}")]
    public async Task A_broken_event_is_no_answer(string body) =>
        Assert.Equal(
            FunctionFault.Garbled,
            (await AskAsync(ContainerContract.Knative, Response("200 OK", "application/cloudevents+json", body))).Fault);

    [Fact]
    public async Task The_longest_answer_is_read_and_one_byte_more_is_not()
    {
        var longest = await AskAsync(ContainerContract.Openfaas, Response("200 OK", "text/plain", new string(' ', CallAnswer.SizeLimit)));
        var longer = await AskAsync(
            ContainerContract.Openfaas, Response("200 OK", "text/plain", new string(' ', CallAnswer.SizeLimit + 1)));
        var endless = await AskAsync(
            ContainerContract.Openfaas, $"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{new string(' ', CallAnswer.SizeLimit + 1)}");
        Assert.Equal(
            (CallAnswer.SizeLimit, FunctionFault.Garbled, FunctionFault.Garbled), (longest.Document.Length, longer.Fault, endless.Fault));
    }

    [Fact]
    public async Task A_call_to_OpenFaaS_is_its_document_and_the_name_of_the_call()
    {
        await AskAsync(ContainerContract.Openfaas, Response("200 OK", "text/plain", ""));
        Assert.StartsWith("POST / HTTP/1.1\r\n", _heard.ToString());
        Assert.Contains("\r\nX-Call-Id: 12.0\r\n", _heard.ToString());
        Assert.DoesNotContain("\r\nce-", _heard.ToString());
        Assert.EndsWith($"\r\n\r\n{Call}", _heard.ToString());
    }

    [Fact]
    public async Task A_call_to_Knative_is_an_event_in_binary_mode()
    {
        await AskAsync(ContainerContract.Knative, Response("200 OK", "text/plain", ""));
        foreach (var header in (string[])[
            "ce-specversion: 1.0", "ce-type: eventedge.call", "ce-source: /n/b", "ce-id: 12.0", "Content-Type: application/json"])
        {
            Assert.Contains($"\r\n{header}\r\n", _heard.ToString());
        }

        Assert.EndsWith($"\r\n\r\n{Call}", _heard.ToString());
    }

    [Fact]
    public void A_call_without_a_name_has_none_whatever_its_event_says() =>
        Assert.Null(CloudEvent.CallOf("""{"node":"call","binding":"b","with":{},"event":{"fields":{"call":"x"}}}"""u8));

    [Theory]
    [InlineData("200 OK", true)]
    [InlineData("404 Not Found", true)]
    [InlineData("503 Not yet", false)]
    public async Task An_instance_is_ready_when_its_health_page_or_the_lack_of_one_says_so(string status, bool isReady)
    {
        using var endpoint = Endpoint(ContainerContract.Openfaas);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var ready = endpoint.UntilReadyAsync(stop.Token);
        await ServeAsync(Response(status, "text/plain", ""));
        Assert.StartsWith("GET /_/health HTTP/1.1\r\n", _heard.ToString());
        if (!isReady)
        {
            await ServeAsync(Response(status, "text/plain", ""));
            Assert.False(ready.IsCompleted);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ready);
            return;
        }

        await ready.WaitAsync(Limit, Cancelled);
    }

    [Fact]
    public async Task A_Knative_instance_is_ready_when_its_port_accepts()
    {
        using var endpoint = Endpoint(ContainerContract.Knative);
        await endpoint.UntilReadyAsync(Cancelled).WaitAsync(Limit, Cancelled);
    }

    private FunctionEndpoint Endpoint(ContainerContract contract) =>
        new("127.0.0.1", ((IPEndPoint)_endpoint.LocalEndpoint).Port, contract, "/n/b", TimeProvider.System);

    private async Task<FunctionAnswer> AskAsync(ContainerContract contract, string response)
    {
        using var endpoint = Endpoint(contract);
        var call = endpoint.CallAsync(Encoding.UTF8.GetBytes(Call), Cancelled);
        await ServeAsync(response);
        return await call.WaitAsync(Limit, Cancelled);
    }

    private async Task ServeAsync(string response)
    {
        _heard.Clear();
        using var connection = await _endpoint.AcceptTcpClientAsync(Cancelled).AsTask().WaitAsync(Limit, Cancelled);
        var stream = connection.GetStream();
        var bytes = new byte[4096];
        while (!IsWhole(_heard.ToString())) _heard.Append(Encoding.UTF8.GetString(bytes, 0, await stream.ReadAsync(bytes, Cancelled)));
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(response), Cancelled);
            connection.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // The other side has read enough.
        }
    }

    private static bool IsWhole(string request) =>
        request.Contains("\r\n\r\n", StringComparison.Ordinal)
            && (request.StartsWith("GET", StringComparison.Ordinal) || request.EndsWith(Call, StringComparison.Ordinal));

    private static string Response(string status, string type, string body) =>
        $"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: {type}\r\nContent-Length: "
            + $"{Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
