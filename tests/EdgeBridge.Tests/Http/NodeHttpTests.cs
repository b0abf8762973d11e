using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Http;

public sealed class NodeHttpTests : IAsyncLifetime
{
    private readonly FakeNodeView _node = new();
    private NodeHttp _endpoint = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await OpenAsync(new() { Port = 0 });
        _client = new() { BaseAddress = _endpoint.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task A_node_that_takes_messages_is_ready()
    {
        Assert.Equal("ready", (await ReadAsync("/healthz/ready")).GetProperty("status").GetString());
        Assert.Equal("live", (await ReadAsync("/healthz/live")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task One_address_has_its_share_of_connections_and_what_it_closes_comes_free()
    {
        var open = new List<TcpClient>();
        var isRefused = false;
        for (var n = 0; n <= RequestLimit.AddressConnections; n++) open.Add(await ConnectAsync());
        // Which of them came last is not for the client to say, nor whether it hears of it while it connects.
        if (!isRefused) Assert.Equal(0, await await Task.WhenAny(open.Select(ReadByteAsync)));
        foreach (var one in open) one.Dispose();
        HttpStatusCode? status = null;
        await Mqtt.Eventually.TrueAsync(() => (status = Status()) == HttpStatusCode.OK, () => $"it is served again: {status}");

        async Task<TcpClient> ConnectAsync()
        {
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, _endpoint.Address.Port, Stop);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
            {
                isRefused = true;
            }

            return client;
        }

        static async Task<int> ReadByteAsync(TcpClient client)
        {
            try
            {
                return await client.GetStream().ReadAsync(new byte[1], Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Stop);
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                return 0;
            }
        }

        HttpStatusCode? Status()
        {
            try
            {
                using var answer = _client.Send(new HttpRequestMessage(HttpMethod.Get, "/healthz/live"), Stop);
                return answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                return null;
            }
        }
    }

    [Theory]
    [InlineData(UplinkState.Down)]
    [InlineData(UplinkState.Cut)]
    [InlineData(UplinkState.Blocked)]
    public async Task A_dead_uplink_degrades_the_node_and_leaves_it_ready(UplinkState state)
    {
        _node.State = _node.State with { Uplink = state };
        var answer = await ReadAsync("/healthz/ready");
        Assert.Equal("degraded", answer.GetProperty("status").GetString());
        Assert.Contains("outbox", answer.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_node_that_cannot_take_messages_answers_503_and_says_why()
    {
        _node.State = _node.State with { NotReady = "the disk of the journal is full" };
        using var response = await _client.GetAsync("/healthz/ready", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("the disk of the journal is full", await response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Status_is_the_snapshot_in_snake_case_and_what_the_process_knows_besides()
    {
        _node.PointsStored = 42;
        var status = await ReadAsync("/api/status");
        Assert.Equal("press-hall", status.GetProperty("node").GetString());
        Assert.Equal(120, status.GetProperty("messages_received").GetInt64());
        Assert.Equal(7, status.GetProperty("outbox").GetProperty("points").GetInt64());
        Assert.Equal("up", status.GetProperty("uplink").GetString());
        Assert.Equal(0, status.GetProperty("bindings")[0].GetProperty("unexplained").GetInt64());
        Assert.Equal(42, status.GetProperty("points_stored").GetInt64());
        Assert.False(status.GetProperty("link_cut").GetBoolean());
    }

    [Fact]
    public async Task The_link_is_cut_and_restored_by_post()
    {
        Assert.True((await PostAsync(new { cut = true })).GetProperty("cut").GetBoolean());
        Assert.True(_node.Link.IsCut);
        Assert.False((await PostAsync(new { cut = false })).GetProperty("cut").GetBoolean());
        Assert.False(_node.Link.IsCut);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"cut\":\"yes\"}")]
    [InlineData("not json")]
    public async Task A_link_request_that_says_nothing_is_refused_and_changes_nothing(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync("/api/link", content, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(_node.Link.IsCut);
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/dashboard.css", "text/css")]
    [InlineData("/dashboard.js", "text/javascript")]
    [InlineData("/charts.js", "text/javascript")]
    [InlineData("/health.js", "text/javascript")]
    public async Task The_dashboard_comes_from_the_node_and_may_load_nothing_else(string path, string type)
    {
        using var response = await _client.GetAsync(path, Stop);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.DoesNotContain("https://", text);
        Assert.DoesNotContain("style=\"", text);
    }

    [Fact]
    public async Task A_taken_port_is_said_in_one_line()
    {
        var refusal = await Assert.ThrowsAsync<HttpEndpointException>(() => OpenAsync(new() { Port = _endpoint.Address.Port }));
        Assert.Contains($"127.0.0.1:{_endpoint.Address.Port}", refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.168.1.7")]
    [InlineData("plant.example")]
    public async Task An_address_others_can_reach_is_refused_without_authentication(string host) =>
        Assert.Contains(
            "loopback", (await Assert.ThrowsAsync<HttpEndpointException>(() => OpenAsync(new() { Host = host, Port = 0 }))).Message);

    private Task<NodeHttp> OpenAsync(HttpOptions options) =>
        EdgeHttp.StartAsync(options, _node, TimeProvider.System, NullLoggerFactory.Instance, Stop);

    private async Task<JsonElement> ReadAsync(string path) => await _client.GetFromJsonAsync<JsonElement>(path, Stop);

    private async Task<JsonElement> PostAsync(object body)
    {
        using var response = await _client.PostAsJsonAsync("/api/link", body, Stop);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }
}
