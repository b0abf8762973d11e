using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests;

/// <summary>Timers when the process dies, and the samples of triggers as their pages have them.</summary>
public sealed partial class TriggerTests : IDisposable
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
        Assert.Equal((seconds.Count, seconds.Count), (counts.GetProperty("received").GetInt32(), counts.GetProperty("measurements").GetInt32()));
    }

    [Fact]
    public async Task The_time_over_HTTP_answers_as_its_page_says()
    {
        var page = await PageAsync("http-time");
        Assert.Equal(0, (await Command.RunAsync("test", Path.Combine(Places.Root, page.Words("test")[1]))).ExitCode);
        var data = _scratch.File("data");
        await using var node = await Node.UpAsync(Path.Combine(Places.Root, page.Words("up")[2]), data, Scratch.FreePort());
        using var client = new HttpClient();
        foreach (var address in page.Addresses)
        {
            using var response = await client.GetAsync(new Uri(node.Address, address.PathAndQuery), TestContext.Current.CancellationToken);
            Assert.Equal(new MediaTypeHeaderValue("application/json"), response.Content.Headers.ContentType);
            var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal(address.Query.Length > 0 ? "Europe/Berlin" : "UTC", answer.GetProperty("zone").GetString());
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]0\d:00$", answer.GetProperty("time").GetString());
        }

        var bindings = await Command.RunAsync("bindings", "--data", data);
        Assert.Matches(@"(?m)^time +http GET /time +csharp +\d{4}-\S+ +- +2 +0 +0 +0$", bindings.Output);
    }

    [Fact]
    public async Task The_collector_and_what_follows_it_run_as_their_page_says()
    {
        var page = await PageAsync("triggers");
        // Beside its modules Python keeps compiled ones, which have no place in the repository.
        var file = Copy(page.Words("up")[2], "triggers", "process-python");
        Assert.Equal(0, (await Command.RunAsync("validate", Path.Combine(Places.Root, page.Words("validate")[1]))).ExitCode);
        var data = _scratch.File("data");
        await using var node = await Node.UpAsync(file, data, Scratch.FreePort());
        var store = new EmbeddedStore(data);
        foreach (var measurement in page.Measurements)
            await Eventually.IsTrue(async () => (await store.PointsAsync(measurement)).Count > 0, $"a point of {measurement}");

        var bindings = await Command.RunAsync("bindings", "--data", data);
        Assert.Matches(@"(?m)^collector +every 10s +process +\d{4}-\S+:\d0Z +\d{4}-\S+:\d0Z +[1-9]", bindings.Output);
        Assert.Matches(@"(?m)^night_report +cron 0 6 \* \* \* Europe/Berlin +process +- +\d{4}-\S+T0[45]:00:00Z +0 ", bindings.Output);
        Assert.Matches(@"(?m)^busy +on collector +builtin +\d{4}-\S+ +- +[1-9]", bindings.Output);
        var json = await Command.RunAsync("bindings", "--data", data, "--output", "json");
        Assert.Equal(["collector", "night_report", "busy"], json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l).GetProperty("name").GetString()));
    }

    private string Copy(string file, params string[] samples)
    {
        foreach (var sample in samples)
        {
            Directory.CreateDirectory(_scratch.File($"samples/{sample}"));
            foreach (var source in Directory.EnumerateFiles(Path.Combine(Places.Root, "samples", sample)))
                File.Copy(source, _scratch.File($"samples/{sample}/{Path.GetFileName(source)}"));
        }

        return _scratch.File(file);
    }

    private async Task CrashAsync(string bindings, string place)
    {
        var fuse = _scratch.File("fuse");
        await File.WriteAllTextAsync(fuse, $"{place} 2");
        var ports = (Http: Scratch.FreePort(), Mqtt: Scratch.FreePort());
        await using var process = ProcessHost.Start(
            "dotnet",
            [Places.Program, "up", "--bindings", bindings, "--data", _scratch.File("data"), "--http", $"127.0.0.1:{ports.Http}", "--mqtt", $"127.0.0.1:{ports.Mqtt}", "--node", "test"],
            new Dictionary<string, string> { ["EVENTEDGE__CRASH_FUSE"] = fuse, ["NO_COLOR"] = "1" });
        await process.WaitForExitAsync(CrashLimit);
        Assert.False(File.Exists(fuse), $"the process did not come to {place}\n{process.Output}\n{process.Errors}");
    }

    private async Task<IReadOnlyList<long>> SecondsAsync() =>
        [.. (await new EmbeddedStore(_scratch.File("data")).PointsAsync("ticks")).Select(p => p.GetProperty("time").GetDateTimeOffset().ToUnixTimeSeconds()).Order()];

    private static async Task<Page> PageAsync(string sample) =>
        new(await File.ReadAllTextAsync(Path.Combine(Places.Root, "samples", sample, "README.md"), TestContext.Current.CancellationToken));

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    /// <summary>The commands of a page.</summary>
    private sealed class Page(string text)
    {
        private readonly string[] _lines = [.. Shell().Matches(text).SelectMany(m => m.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

        public IEnumerable<Uri> Addresses => _lines.Where(l => l.StartsWith("curl ", StringComparison.Ordinal)).Select(l => new Uri(l.Split(' ')[^1].Trim('\'')));

        public IEnumerable<string> Measurements => _lines.Where(l => l.StartsWith("./eventedge points ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]);

        public string[] Words(string verb) => _lines.First(l => l.StartsWith($"./eventedge {verb} ", StringComparison.Ordinal)).Split(' ')[1..];
    }
}
