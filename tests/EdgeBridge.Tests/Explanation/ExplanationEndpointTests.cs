using System.Net;
using System.Text;
using System.Text.Json;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Hosting.Http;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Explanation;

/// <summary><c>/api/why</c> and <c>/api/explain</c> of a node, over HTTP.</summary>
public sealed class ExplanationEndpointTests : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private TestNode _node = null!;
    private NodeHttp _endpoint = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync(_directory.Path, PlantedReasons.All.Single(reason => reason.Name == "all filtered").Yaml);
        _endpoint = await EdgeHttp.StartAsync(new() { Port = 0 }, _node.Node, TimeProvider.System, NullLoggerFactory.Instance, Stop);
        _client = new() { BaseAddress = _endpoint.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
        await _node.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("""{"topic":"plant/north/press/7","payload":"{\"temperature\":21.5}"}""")]
    [InlineData("""{"topic":"plant/north/press/7","payload_base64":"eyJ0ZW1wZXJhdHVyZSI6MjEuNX0="}""")]
    public async Task A_message_is_tried(string body)
    {
        var answer = await PostAsync(body);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var end = JsonElement.Parse(answer.Body).GetProperty("bindings")[0].GetProperty("end");
        Assert.Equal("filter", end.GetProperty("stage").GetString());
        Assert.Equal("dropped", end.GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""{"topic":5}""")]
    [InlineData("""{"topic":""}""")]
    [InlineData("""{"topic":"plant/+/press"}""")]
    [InlineData("""{"topic":"plant/#"}""")]
    public async Task What_is_no_message_is_refused(string body) => Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(body)).Status);

    [Fact]
    public async Task A_message_that_is_tried_is_not_counted()
    {
        await PostAsync("""{"topic":"plant/north/press/7","payload":"{\"temperature\":99}"}""");

        Assert.Equal((0, 0), (_node.Node.Snapshot().MessagesReceived, _node.Node.Snapshot().Bindings[0].Received));
    }

    [Fact]
    public async Task A_reason_is_asked_for_by_name()
    {
        Assert.Equal("receive", (await GetAsync("/api/why?name=press")).GetProperty("finding").GetProperty("stage").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.GetAsync(new Uri("/api/why", UriKind.Relative), Stop)).StatusCode);
    }

    [Fact]
    public async Task The_newest_message_of_a_topic_is_remembered()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(new Uri("/api/explain", UriKind.Relative), Stop)).StatusCode);
        await _node.PublishAsync("plant/north/press/7", """{"temperature":21.5}""");
        await _node.DrainAsync();

        Assert.Equal("plant/north/press/7", (await GetAsync("/api/explain")).GetProperty("topic").GetString());
        Assert.Equal("plant/north/press/7", (await GetAsync("/api/explain?topic=plant/north/press/7")).GetProperty("topic").GetString());
    }

    private async Task<JsonElement> GetAsync(string path) =>
        JsonElement.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative), Stop));

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri("/api/explain", UriKind.Relative), content, Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
