using System.Text.Json;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.EndToEnd.Tests.Reference;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests;

/// <summary>Recorded series through real servers, each with the project's own configuration files.</summary>
public sealed class TopologyTests
{
    [Fact]
    public async Task Recorded_series_reach_InfluxDB_as_SQL_finds_them()
    {
        await using var influx = await InfluxServer.StartNewAsync();
        await using var topology = await Topology.WithInfluxAsync(influx);
        await topology.ReplayAsync(Places.NabFiles);
        await MustHoldAllAsync(topology, influx);
    }

    [Fact]
    public async Task With_RabbitMQ_killed_in_between_every_measurement_arrives_once()
    {
        await using var influx = await InfluxServer.StartNewAsync();
        await using var topology = await Topology.WithInfluxAsync(influx);
        await topology.ReplayAsync(Places.NabFiles.Take(2));
        await topology.RabbitMq.KillAsync();
        await topology.ReplayAsync(Places.NabFiles.Skip(2));
        await topology.Edge.StatusAsync(s => s.Uplink == "down" && s.OutboxPoints > 0, "results to wait at the edge");
        Assert.Equal("degraded", await topology.Edge.HealthAsync());
        await topology.RabbitMq.StartAsync();
        await MustHoldAllAsync(topology, influx);
    }

    [Fact]
    public async Task With_InfluxDB_killed_in_between_the_cloud_is_degraded_and_nothing_is_lost()
    {
        await using var influx = await InfluxServer.StartNewAsync();
        await using var topology = await Topology.WithInfluxAsync(influx);
        await topology.ReplayAsync(Places.NabFiles.Take(1));
        await influx.KillAsync();
        await topology.ReplayAsync(Places.NabFiles.Skip(1));
        await Eventually.IsTrue(async () => await topology.Cloud.HealthAsync() == "degraded", "the cloud to say that its store is away");
        await influx.StartAsync();
        await MustHoldAllAsync(topology, influx);
        Assert.Equal("ready", await topology.Cloud.HealthAsync());
    }

    [Fact]
    public async Task A_recorded_series_reaches_VictoriaMetrics_whole()
    {
        var file = Places.NabFiles.Take(1).ToList();
        var expected = SqlReference.Tumbling(file).ToDictionary(w => w.Key.StartSeconds, w => (double)w.Value.Count);
        await using var victoria = await VictoriaMetricsServer.StartNewAsync();
        await using var topology = await Topology.WithVictoriaMetricsAsync(victoria);
        await topology.ReplayAsync(file);
        await Eventually.IsTrue(async () => SameCounts(expected, await CountsAsync(victoria.Uri)), "the counts of every hour");
    }

    private static async Task MustHoldAllAsync(Topology topology, InfluxServer server)
    {
        using var influx = new InfluxQuery(server.Uri, Topology.Database);
        await Compare.MustBecomeAsync("nab_hourly", SqlReference.Tumbling(Places.NabFiles), () => influx.WindowsAsync("nab_hourly"));
        await Compare.MustBecomeAsync("nab_rolling", SqlReference.Hopping(Places.NabFiles), () => influx.WindowsAsync("nab_rolling"));
        var edge = await topology.Edge.StatusAsync(s => s.IsDrained, "the edge to have sent everything");
        Assert.Equal(0, edge.Unexplained);
        Assert.Equal(0, edge.Late);
        await topology.Cloud.StatusAsync(s => s.PointsStored == edge.Measurements, $"{edge.Measurements} points stored");
    }

    // A corrected window may leave an older sample of the same time beside the newer one; the newer counts more.
    private static async Task<Dictionary<long, double>> CountsAsync(Uri server)
    {
        using var http = new HttpClient { BaseAddress = server };
        var lines = await http.GetStringAsync(new Uri("/api/v1/export?match[]=nab_hourly_value_count&start=1300000000", UriKind.Relative));
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .SelectMany(series => Numbers(series, "timestamps").Zip(Numbers(series, "values")))
            .GroupBy(sample => (long)sample.First / 1000).ToDictionary(g => g.Key, g => g.Max(sample => sample.Second));
    }

    private static IEnumerable<double> Numbers(JsonElement series, string name) =>
        series.GetProperty(name).EnumerateArray().Select(n => n.GetDouble());

    private static bool SameCounts(Dictionary<long, double> expected, Dictionary<long, double> stored) =>
        expected.Count == stored.Count && expected.All(e => stored.TryGetValue(e.Key, out var count) && count.Equals(e.Value));
}
