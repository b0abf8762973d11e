using System.Text.Json;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Torture;

/// <summary>The torture suite on a small seeded set, and on a defect it must find.</summary>
public sealed class TortureTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_under_a_small_set_of_faults()
    {
        var run = await TortureAsync("--seed", "1", "--faults", "8", "--messages", "5000");
        Assert.True(run.GetProperty("faults").GetInt32() >= 6, $"{run}");
        Assert.True(run.GetProperty("kills").GetInt32() > 0, $"{run}");
        Assert.True(run.GetProperty("acknowledged").GetInt64() >= 5000, $"{run}");
        foreach (var promise in (string[])["lost", "counted_twice", "wrong_windows", "duplicate_points", "strange_acks"])
        {
            Assert.True(run.GetProperty(promise).GetInt64() == 0, $"{promise}: {run}");
        }

        Assert.True(run.GetProperty("ledger").GetProperty("is_clean").GetBoolean(), $"{run}");
    }

    [Fact]
    public async Task A_disk_that_forgets_is_found_out()
    {
        var run = await TortureAsync("--seed", "1", "--faults", "2", "--messages", "3000", "--control", "wipe-journal");
        Assert.True(run.GetProperty("lost").GetInt64() > 0, $"{run}");
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
