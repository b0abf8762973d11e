using System.Net.Http.Json;
using System.Text.Json;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests;

/// <summary>
/// What is wrong with a node is told by <c>/healthz</c>, <c>/api/status</c> and the page alike, at the edge and in the cloud, by the real
/// program.
/// </summary>
public sealed class HealthTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_edge_tells_a_broker_a_store_a_function_and_a_bindings_file_that_are_not_well()
    {
        var (broker, store) = ($"127.0.0.1:{Scratch.FreePort()}", $"http://127.0.0.1:{Scratch.FreePort()}/");
        var bindings = _scratch.File("bindings.yaml");
        await File.WriteAllTextAsync(
            bindings,
            """
            bindings:
              - { name: beat, trigger: { every: 1s }, function: { builtin: pass }, emit: { measurement: beat } }
              - name: asleep
                trigger: { every: 1s }
                function: { process: "sleep 1000", timeout: 1s, retry: { attempts: 1 } }
                emit: { measurement: asleep }
              - { name: absent, trigger: { every: 1s }, function: { process: "no-such-program" }, emit: { measurement: absent } }
            """,
            TestContext.Current.CancellationToken);
        await using var node = await Node.StartAsync(
            "up", "--bindings", bindings, "--data", _scratch.File("data"), "--broker", $"mqtt://{broker}", "--store", "influx1",
            "--store-url", store, "--node", "test");
        await File.AppendAllTextAsync(bindings, "\n  - { nam: typo }\n", TestContext.Current.CancellationToken);

        await MustReportAsync(
            node,
            ("mqtt", broker), ("store", $"the store at {store} is not running, or its address is another one"),
            ("functions", "asleep is not well: its last"),
            ("functions", "'no-such-program' is not on this machine"), ("bindings file", "bindings.yaml:"));
    }

    [Fact]
    public async Task Edge_and_cloud_tell_a_bus_that_refuses_them_and_that_it_is_well_again()
    {
        await using var rabbit = await RabbitMqServer.StartNewAsync();
        var password = _scratch.File("password");
        await File.WriteAllTextAsync(password, "wrong", TestContext.Current.CancellationToken);
        string[] bus = ["--rabbitmq", $"amqp://127.0.0.1:{rabbit.Port}", "--rabbitmq-user", "guest", "--rabbitmq-password-file", password];
        await using var cloud = await Node.StartAsync("cloud", ["--data", _scratch.File("cloud"), .. bus]);
        await using var edge = await Node.StartAsync(
            "edge", ["--bindings", Places.Bindings("plain.yaml"), "--data", _scratch.File("edge"), "--mqtt",
                $"127.0.0.1:{Scratch.FreePort()}", .. bus]);

        const string Sentence = "refuses the user or the password: look at --rabbitmq-user and --rabbitmq-password-file";
        await MustReportAsync(edge, ("uplink", Sentence));
        await MustReportAsync(cloud, ("bus", Sentence));

        await File.WriteAllTextAsync(password, "guest", TestContext.Current.CancellationToken);
        await Eventually.IsTrue(async () => (await edge.HealthAsync(), await cloud.HealthAsync()) == ("ready", "ready"), "both to be well");
    }

    private async Task MustReportAsync(Node node, params (string Check, string Reason)[] problems)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        await Eventually.IsTrue(
            async () => Holds(await AskAsync(http, "/healthz/ready"), "checks", problems), $"health to tell {string.Join(", ", problems)}");
        Assert.Equal("degraded", (await AskAsync(http, "/healthz/ready")).GetProperty("status").GetString());
        Assert.Equal("live", (await AskAsync(http, "/healthz/live")).GetProperty("status").GetString());
        await Eventually.IsTrue(async () => Holds(await AskAsync(http, "/api/status"), "health", problems), "the status to tell the same");
        if (!ProcessHost.Exists("chromium")) return;
        await using var page = await Browser.OpenAsync(node.Address, _scratch.File($"profile-{node.Address.Port}"));
        await Eventually.IsTrue(async () => await page.TextAsync() is var text && Array.TrueForAll(
            problems, p => text.Contains($"{p.Check}: degraded", StringComparison.Ordinal)), "the page to tell the same");
    }

    private static Task<JsonElement> AskAsync(HttpClient http, string path) =>
        http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    private static bool Holds(JsonElement answer, string list, (string Check, string Reason)[] problems)
    {
        var entries = answer.GetProperty(list).EnumerateArray().Where(e => e.GetProperty("state").GetString() == "degraded").ToList();
        return Array.TrueForAll(problems, p => entries.Exists(e =>
            e.GetProperty("check").GetString() == p.Check && e.GetProperty("reason")
                .GetString()!.Contains(p.Reason, StringComparison.Ordinal) && e.GetProperty("advice").GetString()!.Length > 0));
    }
}
