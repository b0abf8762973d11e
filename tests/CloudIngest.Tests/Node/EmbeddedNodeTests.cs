using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using EventEdge.CloudIngest.Node;
using EventEdge.EdgeBridge.Node;
using EventEdge.Hosting.Process;
using EventEdge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventEdge.CloudIngest.Tests.Node;

/// <summary>An edge node by its one registration in a host of somebody else's, with the ingest beside it.</summary>
public sealed class EmbeddedNodeTests : IDisposable
{
    private const string Beat =
        "bindings: [{ name: beat, trigger: { every: 1s }, function: { builtin: pass }, emit: { measurement: beat } }]\n";

    private readonly TempDirectory _files = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Its_results_are_stored_in_the_same_process_and_shown_on_one_page()
    {
        for (var run = 0; run < 2; run++)
        {
            using var host = Build(Beat);
            await host.StartAsync(Stop);
            var node = host.Services.GetRequiredService<EventEdgeNode>();
            Assert.True(node.MqttPort > 0);
            await Eventually.IsTrue(() => node.View.PointsStored > 0, "a result to be stored");
            using var http = new HttpClient { BaseAddress = node.Address };
            var metrics = ExpositionFormat.Parse(await http.GetStringAsync("/metrics", Stop));
            Assert.True(metrics.Value("eventedge_ingest_points_total", ("binding", "beat"), ("outcome", "created")) > 0);
            // A check may be unwell for a moment on a crowded machine: what stays unwell is shown whole.
            JsonElement health = default;
            await Eventually.IsTrue(
                async () =>
                {
                    health = await http.GetFromJsonAsync<JsonElement>("/healthz/ready", Stop);
                    return health.GetProperty("status").GetString() == "ready";
                },
                () => $"the node to be ready; it says {health}");
            Assert.Contains("store", health.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("check").GetString()));
            await host.StopAsync(Stop);
            Assert.Null(node.Address);
        }
    }

    [Fact]
    public async Task Bindings_that_are_wrong_are_refused_and_leave_the_directory_free()
    {
        using var wrong = Build("bindings: [{ name: beat, trigger: { evry: 1s } }]\n");
        var refusal = await Assert.ThrowsAnyAsync<NodeStartException>(() => wrong.StartAsync(Stop));
        Assert.Contains("evry", refusal.Message);

        using var right = Build(Beat);
        await right.StartAsync(Stop);
        await right.StopAsync(Stop);
    }

    [Fact]
    public async Task What_refuses_beside_it_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_files.File("data"), "ledger.db"));
        using var refused = Build(Beat);
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => refused.StartAsync(Stop));
        Assert.True(refusal is IOException or DbException, refusal.ToString());
    }

    [Fact]
    public async Task A_second_node_is_kept_out_of_the_directory_of_the_first()
    {
        using var first = Build(Beat);
        await first.StartAsync(Stop);
        using var second = Build(Beat);
        Assert.Contains("in use by another node", (await Assert.ThrowsAnyAsync<NodeStartException>(() => second.StartAsync(Stop))).Message);
        await first.StopAsync(Stop);
    }

    [Fact]
    public void A_second_one_in_the_same_host_is_refused_in_words()
    {
        var services = new ServiceCollection().AddEventEdgeNode(_ => { });
        var refusal = Assert.Throws<InvalidOperationException>(() => services.AddEventEdgeNode(_ => { }));
        Assert.Contains("a host of its own", refusal.Message);
    }

    private IHost Build(string bindings)
    {
        File.WriteAllText(_files.File("bindings.yaml"), bindings);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEventEdgeNode(node =>
        {
            node.Edge = new() { Node = "embedded", BindingsFile = _files.File("bindings.yaml"), DataDirectory = _files.File("data") };
            node.Mqtt = node.Mqtt with { Port = 0 };
            node.Http = new() { Port = 0 };
            node.InProcess = services => services.AddCloudIngest(new CloudOptions { DataDirectory = _files.File("data") });
        });
        return builder.Build();
    }
}
