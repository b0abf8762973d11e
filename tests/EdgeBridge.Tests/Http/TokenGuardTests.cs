using System.Net;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Security;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Http;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Http;

public sealed class TokenGuardTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly FakeNodeView _node = new();
    private readonly TempDirectory _files = new();
    private AccessControl _gate = null!;
    private NodeHttp _endpoint = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_files.File("token"), Token + "\n", Stop);
        _gate = AccessControl.Open(
            new() { HttpTokenFile = _files.File("token"), PollInterval = TimeSpan.FromMilliseconds(20) }, TimeProvider.System,
            NullLogger.Instance);
        _endpoint = await EdgeHttp.StartAsync(
            new() { Port = 0, Gate = _gate.Access }, _node, TimeProvider.System, NullLoggerFactory.Instance, Stop);
        _client = new() { BaseAddress = _endpoint.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
        await _gate.DisposeAsync();
        _files.Dispose();
    }

    [Theory]
    [InlineData("/api/status")]
    [InlineData("/api/stream")]
    [InlineData("/api/ledger")]
    [InlineData("/metrics")]
    [InlineData("/API/status")]
    [InlineData("/healthz/live/../../api/status")]
    public async Task Without_the_token_nothing_of_the_node_is_shown(string path)
    {
        Assert.Contains(await GetAsync(path, null), new[] { HttpStatusCode.Unauthorized, HttpStatusCode.NotFound });
        Assert.NotEqual(HttpStatusCode.OK, await GetAsync(path, "wrong-token-wrong-token"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/session.js")]
    [InlineData("/healthz/ready")]
    public async Task Health_and_the_empty_dashboard_are_open(string path) => Assert.Equal(HttpStatusCode.OK, await GetAsync(path, null));

    [Theory]
    [InlineData("/api/status")]
    [InlineData("/metrics")]
    public async Task With_the_token_everything_is(string path) => Assert.Equal(HttpStatusCode.OK, await GetAsync(path, Token));

    [Fact]
    public async Task A_change_needs_it_too_and_is_counted()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await CutAsync(null));
        Assert.False(_node.Link.IsCut);
        Assert.Equal(HttpStatusCode.OK, await CutAsync(Token));
        Assert.True(_node.Link.IsCut);
        Assert.Equal(1, _gate.Access.Counts.Decisions.Single(one => one is { Event: AuditEvent.Http, Allowed: true }).Count);
    }

    [Fact]
    public async Task The_token_does_not_excuse_another_site()
    {
        using var request = Change(Token);
        request.Headers.Add("Origin", "http://evil.example");
        using var answer = await _client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Guessing_is_refused_unchecked_after_a_few_attempts()
    {
        for (var n = 0; n < LoginBackoff.FreeFailures; n++)
            Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/api/status", $"guess-guess-guess-{n}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync("/api/status", "guess-guess-guess-again"));
    }

    [Fact]
    public async Task A_new_token_replaces_the_old_one_without_a_restart()
    {
        const string renewed = "fedcba9876543210fedcba9876543210";
        await File.WriteAllTextAsync(_files.File("token"), renewed, Stop);
        await Eventually.IsTrue(
            async () => await GetAsync("/api/status", renewed) == HttpStatusCode.OK, "the new token is taken", TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/api/status", Token));
    }

    [Fact]
    public async Task With_a_token_every_address_is_listened_on_and_any_name_is_answered()
    {
        await using var endpoint = await EdgeHttp.StartAsync(
            new() { Host = "0.0.0.0", Port = 0, Gate = _gate.Access }, _node, TimeProvider.System, NullLoggerFactory.Instance, Stop);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{endpoint.Address.Port}/api/status");
        request.Headers.Host = "edge-7.plant.example";
        request.Headers.Authorization = new("Bearer", Token);
        using var answer = await _client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_token_only_loopback_is()
    {
        await using var gate = AccessControl.Open(new(), TimeProvider.System, NullLogger.Instance);
        var refusal = await Assert.ThrowsAsync<HttpEndpointException>(() => EdgeHttp.StartAsync(
            new() { Host = "0.0.0.0", Port = 0, Gate = gate.Access }, _node, TimeProvider.System, NullLoggerFactory.Instance, Stop));
        Assert.Contains("http_token_file", refusal.Message);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("two words are not one token")]
    public void A_token_that_can_be_guessed_is_not_taken(string token) =>
        Assert.Throws<FormatException>(() => BearerToken.Parse(System.Text.Encoding.UTF8.GetBytes(token)));

    private async Task<HttpStatusCode> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> CutAsync(string? token)
    {
        using var request = Change(token);
        using var answer = await _client.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    private static HttpRequestMessage Change(string? token)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post, "/api/link")
        { Content = new StringContent("{\"cut\":true}", System.Text.Encoding.UTF8, "application/json") };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        return request;
    }
}
