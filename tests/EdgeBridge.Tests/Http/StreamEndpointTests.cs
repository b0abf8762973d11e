using System.Net;
using System.Text.Json;
using EventEdge.EdgeBridge.Http;
using EventEdge.Hosting.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Http;

public sealed class StreamEndpointTests : IAsyncLifetime
{
    private readonly FakeNodeView _node = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private NodeHttp _endpoint = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await EdgeHttp.StartAsync(new() { Port = 0, StreamLimit = 1 }, _node, _time, NullLoggerFactory.Instance, _limit.Token);
        _client = new() { BaseAddress = _endpoint.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Each_frame_carries_the_results_since_the_one_before()
    {
        _node.Produce("p1", 61.5);
        using var reader = new StreamReader(await _client.GetStreamAsync("/api/stream", _limit.Token));
        var first = await FrameAsync(reader);
        Assert.Equal("press-hall", first.GetProperty("status").GetProperty("node").GetString());
        Assert.Equal(61.5, Only(first).GetProperty("fields").GetProperty("temperature_mean").GetDouble());

        _node.Produce("p2", 62.5);
        _time.Advance(StreamEndpoint.Beat);
        var second = await FrameAsync(reader);
        Assert.Equal("p2", Only(second).GetProperty("key").GetString());
    }

    [Fact]
    public async Task More_streams_than_the_limit_are_refused()
    {
        using var reader = new StreamReader(await _client.GetStreamAsync("/api/stream", _limit.Token));
        await FrameAsync(reader);
        using var refused = await _client.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead, _limit.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    [Fact]
    public async Task Closing_the_listener_ends_open_streams()
    {
        using var reader = new StreamReader(await _client.GetStreamAsync("/api/stream", _limit.Token));
        await FrameAsync(reader);
        await _endpoint.DisposeAsync();
        Assert.Null(await reader.ReadLineAsync(_limit.Token));
    }

    private static JsonElement Only(JsonElement frame) => Assert.Single(frame.GetProperty("results").EnumerateArray());

    private async Task<JsonElement> FrameAsync(StreamReader reader)
    {
        var line = await reader.ReadLineAsync(_limit.Token);
        Assert.Equal(string.Empty, await reader.ReadLineAsync(_limit.Token));
        return JsonDocument.Parse(line!["data: ".Length..]).RootElement;
    }
}
