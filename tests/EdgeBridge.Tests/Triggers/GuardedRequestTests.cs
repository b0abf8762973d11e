using System.Net;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Hosting.Http;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Triggers;

/// <summary>Requests to functions on a node that asks for a token: no function runs without it, nor for another web site with it.</summary>
public sealed class GuardedRequestTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private const string Bindings =
        """
        bindings:
          - name: measure
            trigger: { http: "POST /measure/{device}" }
            function: { builtin: pass, with: { fields: [device] } }
          - name: read
            trigger: { http: "GET /measure/{device}" }
            function: { builtin: pass, with: { fields: [device] } }
        """;

    private readonly TempDirectory _directory = new();
    private readonly TempDirectory _files = new();
    private TestNode _node = null!;
    private AccessControl _gate = null!;
    private NodeHttp _endpoint = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private long Received => _node.Node.Snapshot().Bindings.Sum(b => b.Received);

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_files.File("token"), Token, Stop);
        _gate = AccessControl.Open(new() { HttpTokenFile = _files.File("token") }, TimeProvider.System, NullLogger.Instance);
        _node = await TestNode.StartAsync(_directory.Path, Bindings);
        _endpoint = await EdgeHttp.StartAsync(
            new() { Port = 0, Gate = _gate.Access }, _node.Node, TimeProvider.System, NullLoggerFactory.Instance, Stop);
        _client = new() { BaseAddress = _endpoint.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
        await _node.DisposeAsync();
        await _gate.DisposeAsync();
        _files.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("POST", "/measure/p1", null)]
    [InlineData("POST", "/measure/p1", "Bearer fedcba9876543210fedcba9876543210")]
    [InlineData("POST", "/measure/p1", "Basic " + Token)]
    [InlineData("GET", "/measure/p1", null)]
    [InlineData("HEAD", "/measure/p1", null)]
    [InlineData("GET", HttpInvoker.AnswersPath + "unknown", null)]
    public async Task Without_the_token_no_function_runs(string method, string path, string? authorization)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(method, path, authorization));
        Assert.Equal(0, Received);
    }

    [Fact]
    public async Task With_the_token_functions_run()
    {
        Assert.Equal(HttpStatusCode.OK, await SendAsync("POST", "/measure/p1", "Bearer " + Token));
        Assert.Equal(HttpStatusCode.OK, await SendAsync("GET", "/measure/p1", "Bearer " + Token));
        Assert.Equal(2, Received);
    }

    [Theory]
    [InlineData("Origin", "http://elsewhere.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task The_token_does_not_excuse_another_site(string header, string value)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync("POST", "/measure/p1", "Bearer " + Token, (header, value)));
        Assert.Equal(0, Received);
    }

    private async Task<HttpStatusCode> SendAsync(
        string method, string path, string? authorization, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (method == "POST") request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        if (authorization is not null) request.Headers.Add("Authorization", authorization);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await _client.SendAsync(request, Stop);
        return answer.StatusCode;
    }
}
