using System.Text.Json;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Torture;

/// <summary>The torture suite with every kind of fault, on the other store, and on a defect it must find.</summary>
public sealed class TortureTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);
    private static readonly string[] Promises = ["lost", "counted_twice", "wrong_windows", "duplicate_points", "strange_acks"];

    [Fact]
    public async Task Nothing_acknowledged_is_lost_under_any_kind_of_fault()
    {
        // Two plants at a time: most of a fault is waiting.
        var runs = await Task.WhenAll(
            TortureAsync("--seed", "1", "--store", "influx", "--each", "--part", "1/2"),
            TortureAsync("--seed", "2", "--store", "influx", "--each", "--part", "2/2"));
        Assert.All(runs, AssertClean);
        Assert.DoesNotContain(runs.SelectMany(Missed), kind => CanSpoilMachine || !IsOfMachine(kind));
        Assert.True(runs.Sum(run => run.GetProperty("faults").GetInt32()) >= 30);
        Assert.True(runs.Sum(run => run.GetProperty("kills").GetInt32()) >= 20);
    }

    [Fact]
    public async Task VictoriaMetrics_holds_everything_as_well()
    {
        Assert.SkipWhen(VictoriaMetricsServer.Program is null, "victoria-metrics is not installed");
        AssertClean(await TortureAsync("--seed", "3", "--store", "victoria", "--faults", "4", "--only", "store", "--messages", "5000"));
    }

    [Fact]
    public async Task What_lost_resolution_is_still_exact_and_a_kill_on_the_way_changes_nothing()
    {
        var run = await TortureAsync(
            "--seed", "4", "--store", "influx", "--tight", "--faults", "1", "--only", "downsampling", "--messages", "5000");
        AssertClean(run);
        Assert.Empty(Missed(run));
        Assert.True(run.GetProperty("wide_windows").GetInt64() > 0, $"{run}");
    }

    [Fact]
    public async Task Defects_are_found_out()
    {
        string[] controls = CanSpoilMachine ? ["wipe-journal", "early-ack", "no-sync"] : ["wipe-journal", "early-ack"];
        var runs = await Task.WhenAll(controls.Select(control =>
            TortureAsync("--seed", "1", "--store", "influx", "--faults", "2", "--messages", "3000", "--control", control)));
        Assert.All(runs, run => Assert.True(run.GetProperty("lost").GetInt64() > 0, $"{run}"));
        Assert.All(runs, run => Assert.False(run.GetProperty("clean").GetBoolean(), $"{run}"));
    }

    // Moving clocks and read-only disks take a compiler, and a file system of one's own.
    private static bool CanSpoilMachine => ProcessHost.Exists("gcc") && Environment.UserName == "root";

    private static bool IsOfMachine(string kind) =>
        new[] { "edge: disk", "edge: slow", "edge: syncs", "edge: failing", "edge: power", "edge: clock", "edge: started" }.Any(
            part => kind.StartsWith(part, StringComparison.Ordinal));

    private static IEnumerable<string> Missed(JsonElement run) =>
        run.GetProperty("kinds").EnumerateObject().Where(kind => kind.Value.GetProperty("done").GetInt32() == 0).Select(kind => kind.Name);

    private static void AssertClean(JsonElement run)
    {
        foreach (var promise in Promises) Assert.True(run.GetProperty(promise).GetInt64() == 0, $"{promise}: {run}");
        Assert.True(run.GetProperty("clean").GetBoolean(), $"{run}");
        Assert.True(run.GetProperty("acknowledged").GetInt64() >= 5000, $"{run}");
    }

    private static async Task<JsonElement> TortureAsync(params string[] arguments)
    {
        Assert.SkipWhen(RabbitMqServer.Program is null || InfluxServer.Program is null, "rabbitmq-server or influxd is not installed");
        var program = Path.Combine(
            Places.Root, "artifacts", "bin", "Torture", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "EventEdge.Torture.dll");
        await using var process = ProcessHost.Start("dotnet", [program, .. arguments]);
        await process.WaitForExitAsync(Limit);
        Assert.True(process.Output.StartsWith('{'), process.Errors);
        return JsonSerializer.Deserialize<JsonElement>(process.Output);
    }
}
