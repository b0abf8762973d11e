using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventEdge.CloudIngest.Http;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Status;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Http;
using EventEdge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.CloudIngest.Tests.Http;

/// <summary>A cloud node's own HTTP: what it tells of its store, its loops and its points, and to whom.</summary>
public sealed class CloudMetricsTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly TempDirectory _data = new();
    private readonly FlakyStore _store = new() { Refuses = p => p.Point.Measurement == "poison" ? "the store says no" : null };
    private IHost _host = null!;
    private AccessGate _gate = null!;
    private IDisposable _metrics = null!;
    private NodeHttp _http = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private CloudIngestStatus Status => _host.Services.GetRequiredService<CloudIngestStatus>();

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddCloudIngest(new CloudOptions { DataDirectory = _data.Path, RetryDelayLimit = TimeSpan.FromMilliseconds(50) });
        builder.Services.AddSingleton<ITimeSeriesWriter>(_store);
        _host = builder.Build();
        await File.WriteAllTextAsync(_data.File("token"), Token, Stop);
        _gate = AccessGate.Open(new AccessOptions { HttpTokenFile = _data.File("token") }, TimeProvider.System, NullLogger.Instance);
        var status = Status;
        _metrics = CloudMetrics.Open(status, () => _gate.Counts, TimeProvider.System);
        _http = await NodeHttp.StartAsync(
            new() { Port = 0, Gate = _gate }, TimeProvider.System, NullLoggerFactory.Instance, (routes, _) =>
                routes.MapCloud(status), Stop);
        await _host.StartAsync(Stop);
        _client = new() { BaseAddress = _http.Address, Timeout = TimeSpan.FromSeconds(20) };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _metrics.Dispose();
        await _http.DisposeAsync();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        await _gate.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task What_became_of_each_point_adds_up_to_what_was_received()
    {
        await TakeAsync(Some.Point(), Some.Point(1), Some.Point(measurement: "poison"));
        var page = await PageAsync();
        Assert.Equal(3, page.Value("eventedge_ingest_points_received_total", ("binding", "press_temperature")));
        Assert.Equal(3, page.Samples.Where(sample => sample.Name == "eventedge_ingest_points_total").Sum(sample => sample.Value));
        Assert.Equal(1, page.Value("eventedge_ingest_points_total", ("binding", "press_temperature"), ("outcome", "dead_letters")));
        Assert.Equal(0, page.Value("eventedge_ingest_points_unexplained", ("binding", "press_temperature")));
        Assert.Equal((1, 3), (
            page.Value("eventedge_ingest_node_frames_total", ("node", "edge-1")),
            page.Value("eventedge_ingest_node_points_total", ("node", "edge-1"))));
        Assert.Equal((1, 1), (page.Value("eventedge_ingest_frames_total"), page.Value("eventedge_ingest_dead_letters_total")));
        Assert.True(page.Value("eventedge_ingest_failures_total", ("stage", "point"), ("error_code", "refused_by_store")) >= 1);
        Assert.True(page.Value("eventedge_ingest_store_write_seconds_count", ("outcome", "accepted")) >= 1);
    }

    [Fact]
    public async Task A_record_that_never_came_is_missing()
    {
        await Queue.StoreAsync(Some.Frame([Some.FramePoint(sequence: 5)], first: 5), [Some.FramePoint(sequence: 5)], Stop);
        Assert.Equal(4, (await PageAsync()).Value("eventedge_ingest_records_missing", ("node", "edge-1")));
    }

    [Fact]
    public async Task A_store_that_refuses_is_told_until_it_takes_points_again()
    {
        _store.IsDown = true;
        var taking = TakeAsync(Some.Point());
        await Eventually.IsTrue(
            async () => (await PageAsync()).Value("eventedge_ingest_store_state", ("state", "down")) == 1, "the store to be down");
        var page = await PageAsync();
        Assert.True(page.Value("eventedge_ingest_failures_total", ("stage", "store"), ("error_code", "not_taken")) >= 1);
        Assert.Equal((1, 1), (page.Value("eventedge_health_state", ("check", "store")), page.Value("eventedge_ready")));
        var ready = await _client.GetFromJsonAsync<JsonElement>("/healthz/ready", Stop);
        Assert.Equal("degraded", ready.GetProperty("status").GetString());
        Assert.Contains("the store is down", ready.GetProperty("reason").GetString());

        _store.IsDown = false;
        await taking;
        Assert.Equal(1, (await PageAsync()).Value("eventedge_ingest_store_state", ("state", "up")));
    }

    [Fact]
    public async Task Nobody_without_the_token_sees_more_than_the_health()
    {
        _client.DefaultRequestHeaders.Authorization = null;
        foreach (var path in (string[])["/metrics", "/api/status", "/api/ledger"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync(path, Stop)).StatusCode);
        foreach (var path in (string[])["/healthz/live", "/healthz/ready", "/"])
            Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(path, Stop)).StatusCode);
        _client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        Assert.Equal(3, (await PageAsync()).Value("eventedge_security_decisions_total", ("event", "http"), ("outcome", "refused")));
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_leaves_the_rest_of_the_page()
    {
        Assert.Equal(1, (await PageAsync()).Value("eventedge_ingest_ledger_readable"));
        File.Move(_data.File(CloudLedgerReader.FileName), _data.File("elsewhere"));
        var page = await PageAsync();
        Assert.Equal((0, 0), (page.Value("eventedge_ingest_ledger_readable"), page.Value("eventedge_ingest_frames_waiting")));
    }

    [Fact]
    public async Task The_reference_lists_what_is_on_the_page()
    {
        await TakeAsync(Some.Point(measurement: "poison"));
        using (var stranger = new HttpClient { BaseAddress = _http.Address }) await stranger.GetAsync("/metrics", Stop);
        var page = await PageAsync();
        Assert.All(page.Families, family => Assert.StartsWith("eventedge_", family.Name));
        Assert.All(page.Families,
            family => Assert.Equal(family.Type == "counter", family.Name.EndsWith("_total", StringComparison.Ordinal)));
        ReferenceTable.MustBe("docs/reference/metrics.md", "cloud", page.ToTable());
    }

    private IngestQueue Queue => _host.Services.GetRequiredService<IngestQueue>();

    private Task TakeAsync(params EventEdge.Contracts.Measurements.Point[] points)
    {
        List<EventEdge.Contracts.Frames.FramePoint> records = [.. points.Select((point, n) => Some.FramePoint(point, n + 1))];
        return Queue.StoreAsync(Some.Frame(records), records, Stop);
    }

    private async Task<ExpositionFormat> PageAsync() => ExpositionFormat.Parse(await _client.GetStringAsync("/metrics", Stop));
}
