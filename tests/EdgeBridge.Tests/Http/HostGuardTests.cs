using System.Net;
using EventEdge.EdgeBridge.Http;
using EventEdge.Hosting.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Http;

public sealed class HostGuardTests : IAsyncLifetime
{
    private readonly FakeNodeView _node = new();
    private NodeHttp _endpoint = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await EdgeHttp.StartAsync(new() { Port = 0 }, _node, TimeProvider.System, NullLoggerFactory.Instance, Stop);
        _client = new() { BaseAddress = _endpoint.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Theory]
    [InlineData("localhost:8080", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1:9", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("", false)]
    public void Only_names_of_this_machine_are_loopback_names(string host, bool loopback) =>
        Assert.Equal(loopback, HostGuard.IsLoopbackName(new HostString(host)));

    [Fact]
    public async Task A_foreign_name_that_resolves_here_is_answered_421() =>
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await SendAsync(HttpMethod.Get, ("Host", "rebound.example")));

    [Fact]
    public async Task A_page_of_another_origin_cannot_cut_the_link()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Post, ("Origin", "http://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Post, ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Post, ("Origin", "null")));
        Assert.False(_node.Link.IsCut);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_plain_form_cannot_cut_the_link(string type)
    {
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await SendAsync(HttpMethod.Post, ("Content-Type", type)));
        Assert.False(_node.Link.IsCut);
    }

    [Fact]
    public async Task The_dashboard_itself_can()
    {
        var origin = _endpoint.Address.ToString().TrimEnd('/');
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Post, ("Origin", origin), ("Sec-Fetch-Site", "same-origin")));
        Assert.True(_node.Link.IsCut);
    }

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, method == HttpMethod.Get ? "/api/status" : "/api/link");
        if (method == HttpMethod.Post) request.Content = new StringContent("{\"cut\":true}", System.Text.Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type") request.Content!.Headers.ContentType = new(value);
            else request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, Stop);
        return response.StatusCode;
    }
}
