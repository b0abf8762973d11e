using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Http;
using Microsoft.Extensions.Logging.Abstractions;

using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Http;

public sealed class HealthEndpointsTests : IAsyncLifetime
{
    private readonly FakeNodeView _node = new();
    private NodeHttp _http = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _http = await EdgeHttp.StartAsync(new HttpOptions { Port = 0 }, _node, TimeProvider.System, NullLoggerFactory.Instance, Stop);
        _client = new() { BaseAddress = _http.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _http.DisposeAsync();
    }

    [Theory]
    [InlineData(HealthLevel.Degraded, "degraded", HttpStatusCode.OK, "live", HttpStatusCode.OK)]
    [InlineData(HealthLevel.Failed, "not_ready", HttpStatusCode.ServiceUnavailable, "live", HttpStatusCode.OK)]
    [InlineData(HealthLevel.Dead, "not_ready", HttpStatusCode.ServiceUnavailable, "dead", HttpStatusCode.ServiceUnavailable)]
    public async Task A_check_that_a_part_adds_decides_with_the_others(
        HealthLevel level, string ready, HttpStatusCode readyCode, string live, HttpStatusCode liveCode)
    {
        _node.Health.Add("disk", () => new(level, "the disk hangs", "look at dmesg"));
        Assert.Equal((ready, readyCode, "the disk hangs"), await AskAsync("/healthz/ready"));
        Assert.Equal((live, liveCode, live == "live" ? null : "the disk hangs"), await AskAsync("/healthz/live"));
    }

    [Fact]
    public async Task Status_lists_every_check_with_its_reason_and_what_to_do()
    {
        _node.Health.Add("disk", () => new(HealthLevel.Failed, "the disk hangs", "look at dmesg"));
        var status = await _client.GetFromJsonAsync<JsonElement>("/api/status", Stop);
        var checks = status.GetProperty("health").EnumerateArray().ToDictionary(c => c.GetProperty("check").GetString()!);
        Assert.Equal(
            ("failed", "the disk hangs", "look at dmesg"),
            (Text(checks["disk"], "state"), Text(checks["disk"], "reason"), Text(checks["disk"], "advice")));
        Assert.Equal("ok", Text(checks["uplink"], "state"));
    }

    [Fact]
    public async Task Disabled_bindings_a_refused_file_and_a_dead_uplink_are_all_told_at_once()
    {
        _node.State = _node.State with
        {
            Disabled = [new("press_alert", "its function hung 3 times")],
            ConfigurationError = "bindings.yaml:3:5: unknown key\nbindings.yaml:4:5: another",
            Uplink = UplinkState.Down,
            UplinkError = "nobody answers at 10.0.0.1:5672",
        };
        var (status, code, reason) = await AskAsync("/healthz/ready");
        Assert.Equal(("degraded", HttpStatusCode.OK), (status, code));
        Assert.Contains("press_alert: its function hung 3 times", reason);
        Assert.Contains("bindings.yaml:3:5", reason);
        Assert.Contains("nobody answers at 10.0.0.1:5672", reason);
        Assert.DoesNotContain('\n', reason!);
    }

    [Fact]
    public void Each_check_is_a_metric()
    {
        _node.Health.Add("disk", () => new(HealthLevel.Failed, "the disk hangs", "look at dmesg"));
        var page = ExpositionFormat.Parse(MetricsPage.Of(_node));
        Assert.Equal(2, page.Value("eventedge_health_state", ("check", "disk")));
        Assert.Equal(0, page.Value("eventedge_health_state", ("check", "uplink")));
    }

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();

    private async Task<(string? Status, HttpStatusCode Code, string? Reason)> AskAsync(string path)
    {
        using var response = await _client.GetAsync(path, Stop);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        return (Text(answer, "status"), response.StatusCode, Text(answer, "reason"));
    }
}
