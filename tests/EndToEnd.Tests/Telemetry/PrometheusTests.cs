using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Telemetry;

/// <summary>A real Prometheus reads both nodes, with the project's own rules.</summary>
public sealed class PrometheusTests : IDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly Scratch _scratch = new();

    private static string Rules => Path.Combine(Places.Root, "deploy", "prometheus", "eventedge.rules.yml");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Prometheus_scrapes_both_nodes_and_evaluates_every_rule()
    {
        await using var rabbit = await RabbitMqServer.StartNewAsync();
        await File.WriteAllTextAsync(_scratch.File("token"), Token, TestContext.Current.CancellationToken);
        var mqtt = Scratch.FreePort();
        await using var cloud = await Node.StartAsync(
            "cloud", "--data", _scratch.File("cloud"), "--rabbitmq", rabbit.Uri.ToString(), "--http-token-file", _scratch.File("token"));
        await using var edge = await Node.StartAsync(
            "edge", "--node", "test", "--bindings", Places.Bindings("plain.yaml"), "--data", _scratch.File("edge"), "--mqtt",
            $"127.0.0.1:{mqtt}",
            "--rabbitmq", rabbit.Uri.ToString(), "--http-token-file", _scratch.File("token"));
        await using var prometheus = await PrometheusServer.StartNewAsync(
            Rules, _scratch.File("token"), edge.Address.Authority, cloud.Address.Authority);

        await Eventually.IsTrue(
            async () => (await prometheus.TargetsAsync()) is { Count: 2 } targets && targets.All(target => target.Health == "up"),
            "both nodes to be scraped");
        Assert.All(await prometheus.TargetsAsync(), target => Assert.Empty(target.Error));
        await Eventually.IsTrue(
            async () => (await prometheus.QueryAsync("""eventedge_uplink_state{state="up"} == 1""")).Count == 1, "the link to be up");
        Assert.Equal(cloud.Address.Authority, Assert.Single(await prometheus.QueryAsync("eventedge_ingest_info")).Labels["instance"]);

        var families = await prometheus.MetadataAsync();
        Assert.Equal("counter", families["eventedge_messages_received_total"].Type);
        Assert.Equal("gauge", families["eventedge_ingest_frames_waiting"].Type);
        await Eventually.IsTrue(async () => (await prometheus.RulesAsync()).All(rule => rule.Health == "ok"), "every rule to be evaluated");
        Assert.NotEmpty(await prometheus.RulesAsync());
        Assert.DoesNotContain(
            await prometheus.QueryAsync("""ALERTS{severity="critical"}"""), alert => alert.Labels["alertname"] != "EventEdgeNodeDown");
    }

    [Fact]
    public async Task Every_metric_of_a_rule_is_in_the_reference()
    {
        var reference = await File.ReadAllTextAsync(
            Path.Combine(Places.Root, "docs", "reference", "metrics.md"), TestContext.Current.CancellationToken);
        var named = System.Text.RegularExpressions.Regex.Matches(
            await File.ReadAllTextAsync(Rules, TestContext.Current.CancellationToken), "eventedge_[a-z_]+");
        Assert.All(named.Select(match => match.Value).Distinct(),
            metric => Assert.Contains($"`{metric}`", reference, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("check", "rules", "eventedge.rules.yml")]
    [InlineData("test", "rules", "eventedge.rules.test.yml")]
    public async Task The_rules_are_legal_and_each_fires_when_it_should(string verb, string what, string file)
    {
        Assert.SkipUnless(ProcessHost.Exists("promtool"), "prometheus is not installed");
        await using var promtool = ProcessHost.Start("promtool", [verb, what, Path.Combine(Path.GetDirectoryName(Rules)!, file)]);
        Assert.True(await promtool.WaitForExitAsync(TimeSpan.FromSeconds(60)) == 0, promtool.Output + promtool.Errors);
    }
}
