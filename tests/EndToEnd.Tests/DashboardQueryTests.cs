using System.Text.Json;
using System.Text.RegularExpressions;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests;

/// <summary>Every panel of the Grafana dashboard shows what the bindings of the compose file write.</summary>
public sealed class DashboardQueryTests
{
    [Fact]
    public async Task Every_panel_finds_data_that_the_bindings_of_compose_have_written()
    {
        await using var influx = await InfluxServer.StartNewAsync();
        using var scratch = new Scratch();
        var mqtt = Scratch.FreePort();
        await using var node = await Node.StartAsync(
            "up", "--bindings", ComposeBindings(), "--data", scratch.File("data"), "--mqtt", $"127.0.0.1:{mqtt}", "--node", "edge-1",
            "--store", "influx1", "--store-url", influx.Uri.ToString());
        await using var simulator = Command.Start("simulate", "--mqtt", $"127.0.0.1:{mqtt}");

        using var http = new HttpClient { BaseAddress = influx.Uri };
        foreach (var (panel, query) in Queries())
        {
            var ask = $"/query?db=eventedge&q={Uri.EscapeDataString(query)}";
            await Eventually.IsTrue(async () => (await http.GetStringAsync(ask, TestContext.Current.CancellationToken))
                .Contains("\"series\"", StringComparison.Ordinal), $"data in the panel {panel}: {query}");
        }

        // What another kind of store holds is read without naming it: the node has left word in its data directory.
        var points = await Command.RunAsync("points", "press_climate", "--data", scratch.File("data"), "--limit", "1", "--output", "json");
        Assert.True(points.ExitCode == 0, points.ToString());
        Assert.Contains("temperature_mean", points.Output, StringComparison.Ordinal);
        var unknown = await Command.RunAsync("points", "press_clmate", "--data", scratch.File("data"));
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("did you mean press_climate?", unknown.Errors, StringComparison.Ordinal);
        await simulator.StopAsync(TimeSpan.FromSeconds(10));
    }

    private static string ComposeBindings()
    {
        var compose = File.ReadAllText(Path.Combine(Places.Root, "docker-compose.yml"));
        return Path.Combine(Places.Root, Regex.Match(compose, @"- \./(\S+):/etc/eventedge/bindings\.yaml:ro").Groups[1].Value);
    }

    // As Grafana fills them in for a quarter of an hour.
    private static IEnumerable<(string Panel, string Query)> Queries()
    {
        using var dashboard = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Places.Root, "deploy", "grafana", "dashboards", "plant.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        Assert.NotEmpty(panels);
        return
        [
            .. from panel in panels
               from target in panel.GetProperty("targets").EnumerateArray()
               let query = target.GetProperty("query").GetString()!.Replace("$timeFilter", "time > now() - 15m", StringComparison.Ordinal)
                   .Replace("$__interval", "1s", StringComparison.Ordinal)
               select (panel.GetProperty("title").GetString()!, query),
        ];
    }
}
