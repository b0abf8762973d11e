using System.Text.Json;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests;

/// <summary>Timers when the process dies.</summary>
public sealed class TriggerTests : IDisposable
{
    private static readonly TimeSpan CrashLimit = TimeSpan.FromMinutes(1);

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("appended")]
    [InlineData("in_function")]
    [InlineData("output_committed")]
    public async Task Killed_between_a_tick_and_its_result_every_instant_has_one_result(string place)
    {
        var bindings = _scratch.File("ticks.yaml");
        await File.WriteAllTextAsync(
            bindings,
            """
            bindings:
              - name: ticks
                trigger: { every: 1s, missed: all }
                function: { builtin: pass, with: { fields: [missed] } }
                emit: { measurement: ticks }
            """,
            TestContext.Current.CancellationToken);
        for (var crash = 0; crash < 2; crash++) await CrashAsync(bindings, place);

        await using (var node = await Node.UpAsync(bindings, _scratch.File("data"), Scratch.FreePort()))
        {
            await Eventually.IsTrue(async () => (await SecondsAsync()).Count >= 5, "ticks of three lives");
        }

        var seconds = await SecondsAsync();
        Assert.Equal(Enumerable.Range(0, seconds.Count).Select(i => seconds[0] + i), seconds);
        var ledger = await Command.RunAsync("ledger", "--data", _scratch.File("data"), "--output", "json");
        Assert.True(ledger.ExitCode == 0, ledger.ToString());
        var counts = JsonElement.Parse(ledger.Output).GetProperty("edge").GetProperty("bindings")[0].GetProperty("counts");
        Assert.Equal(
            (seconds.Count, seconds.Count), (counts.GetProperty("received").GetInt32(), counts.GetProperty("measurements").GetInt32()));
    }

    private async Task CrashAsync(string bindings, string place)
    {
        var fuse = _scratch.File("fuse");
        await File.WriteAllTextAsync(fuse, $"{place} 2");
        var ports = (Http: Scratch.FreePort(), Mqtt: Scratch.FreePort());
        await using var process = ProcessHost.Start(
            "dotnet",
            [Places.Program, "up", "--bindings", bindings, "--data", _scratch.File("data"), "--http", $"127.0.0.1:{ports.Http}", "--mqtt",
                $"127.0.0.1:{ports.Mqtt}", "--node", "test"],
            new Dictionary<string, string> { ["EVENTEDGE__CRASH_FUSE"] = fuse, ["NO_COLOR"] = "1" });
        await process.WaitForExitAsync(CrashLimit);
        Assert.False(File.Exists(fuse), $"the process did not come to {place}\n{process.Output}\n{process.Errors}");
    }

    private async Task<IReadOnlyList<long>> SecondsAsync() =>
        [.. (await new EmbeddedStore(_scratch.File("data")).PointsAsync("ticks"))
            .Select(p => p.GetProperty("time").GetDateTimeOffset().ToUnixTimeSeconds()).Order()];
}
