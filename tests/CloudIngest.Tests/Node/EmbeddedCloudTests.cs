using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Status;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Hosting.Http;
using EventEdge.Hosting.Process;
using EventEdge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventEdge.CloudIngest.Tests.Node;

/// <summary>A cloud node by its one registration in a host of somebody else's.</summary>
public sealed class EmbeddedCloudTests : IDisposable
{
    private readonly TempDirectory _data = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task It_answers_while_the_host_runs_and_leaves_its_directory_free()
    {
        for (var run = 0; run < 2; run++)
        {
            using var host = Build();
            await host.StartAsync(Stop);
            var address = host.Services.GetRequiredService<EventEdgeCloud>().Address!;
            using var http = new HttpClient { BaseAddress = address };
            await Eventually.IsTrue(
                async () => (await http.GetFromJsonAsync<JsonElement>("/healthz/ready", Stop)).GetProperty("status").GetString() == "ready",
                "the node to be ready");
            Assert.Contains("eventedge_ingest_frames_total 0", await http.GetStringAsync("/metrics", Stop));
            Assert.Equal(address, NodeAddress.Read(_data.Path));

            using var second = Build();
            var refusal = await Assert.ThrowsAsync<NodeStartException>(() => second.StartAsync(Stop));
            Assert.Contains("in use by another node", refusal.Message);

            await host.StopAsync(Stop);
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/healthz/live", Stop));
        }
    }

    [Fact]
    public async Task It_does_not_listen_beyond_loopback_without_a_token()
    {
        using var host = Build(cloud => cloud.Http = new() { Host = "0.0.0.0", Port = 0 });
        Assert.Contains("http_token_file", (await Assert.ThrowsAsync<HttpEndpointException>(() => host.StartAsync(Stop))).Message);
    }

    [Fact]
    public async Task Without_http_it_takes_frames_all_the_same()
    {
        using var host = Build(cloud => cloud.Http = null);
        await host.StartAsync(Stop);
        await host.Services.GetRequiredService<IngestQueue>().StoreAsync(Some.Frame([Some.FramePoint()]), [Some.FramePoint()], Stop);
        Assert.Equal(1, host.Services.GetRequiredService<CloudIngestStatus>().Snapshot().PointsStored);
        Assert.Null(host.Services.GetRequiredService<EventEdgeCloud>().Address);
        await host.StopAsync(Stop);
    }

    [Fact]
    public void A_second_one_in_the_same_host_is_refused_in_words()
    {
        var services = new ServiceCollection().AddEventEdgeCloud(Configure);
        var refusal = Assert.Throws<InvalidOperationException>(() => services.AddEventEdgeCloud(Configure));
        Assert.Contains("a host of its own", refusal.Message);
    }

    [Fact]
    public async Task A_loop_that_has_ended_is_told_as_dead()
    {
        // Not in a host: that would end with the loop.
        await using var services = new ServiceCollection().AddLogging().AddEventEdgeCloud(Configure)
            .AddSingleton<ITimeSeriesWriter>(Broken()).BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => services.GetRequiredService<IngestQueue>().StoreAsync(Some.Frame([Some.FramePoint()]), [Some.FramePoint()], Stop));
        using var http = new HttpClient { BaseAddress = services.GetRequiredService<EventEdgeCloud>().Address };
        await Eventually.IsTrue(
            async () => (await http.GetAsync("/healthz/live", Stop)).StatusCode == HttpStatusCode.ServiceUnavailable,
            "the loop to be told as dead");
        var live = await (await http.GetAsync("/healthz/live", Stop)).Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Contains("the loop IngestWorker has ended", live.GetProperty("reason").GetString());
        Assert.Contains("eventedge_health_state{check=\"services\"} 3", await http.GetStringAsync("/metrics", Stop));
        foreach (var service in services.GetServices<IHostedService>().Reverse()) await service.StopAsync(Stop);
    }

    [Fact]
    public async Task A_loop_that_has_ended_ends_the_host()
    {
        // The host's own way to end with a loop is off: what ends it here is the node.
        using var host = Build(_ => { }, services => services.AddSingleton<ITimeSeriesWriter>(Broken())
            .Configure<HostOptions>(options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore));
        await host.StartAsync(Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => host.Services.GetRequiredService<IngestQueue>().StoreAsync(Some.Frame([Some.FramePoint()]), [Some.FramePoint()], Stop));
        await host.WaitForShutdownAsync(Stop).WaitAsync(Eventually.Limit, Stop);
    }

    private static FlakyStore Broken() => new() { Fails = _ => new OutOfMemoryException("as if") };

    private void Configure(EventEdgeCloudOptions cloud)
    {
        cloud.Ingest = new() { DataDirectory = _data.Path };
        cloud.Http = new() { Port = 0 };
    }

    private IHost Build(Action<EventEdgeCloudOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEventEdgeCloud(cloud =>
        {
            Configure(cloud);
            configure?.Invoke(cloud);
        });
        services?.Invoke(builder.Services);
        return builder.Build();
    }
}
