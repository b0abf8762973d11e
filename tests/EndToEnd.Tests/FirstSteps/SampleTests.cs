using System.Text.Json;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;
using Xunit.Sdk;

namespace EventEdge.EndToEnd.Tests.FirstSteps;

/// <summary>The samples do what their pages say.</summary>
public sealed class SampleTests(DockerServer docker)
{
    private static readonly TimeSpan AgeLimit = TimeSpan.FromMinutes(2);

    private static string Folder => Path.Combine(Places.Root, "samples");

    [Fact]
    public async Task Every_sample_has_a_page_with_commands_and_a_test_that_runs_them()
    {
        var tests = await File.ReadAllTextAsync(
            Path.Combine(Places.Root, "tests", "EndToEnd.Tests", "FirstSteps", "SampleTests.cs"), TestContext.Current.CancellationToken);
        Assert.All(Directory.GetDirectories(Folder), sample =>
        {
            var blocks = SampleRun.Blocks(File.ReadAllText(Path.Combine(sample, "README.md")));
            Assert.NotEmpty(blocks);
            // Two samples one after the other must not find each other's windows.
            Assert.All(blocks.Where(block => block.Contains("eventedge up ", StringComparison.Ordinal)),
                block => Assert.Contains($"--data data/{Path.GetFileName(sample)}", block, StringComparison.Ordinal));
            // Whoever pastes a whole block must not wait for the node to end.
            Assert.All(blocks.Where(block => block.Contains("eventedge up ", StringComparison.Ordinal)),
                block => Assert.Contains("# it runs until Ctrl+C; in a second terminal:", block, StringComparison.Ordinal));
            Assert.Contains($"\"{Path.GetFileName(sample)}\"", tests, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("container-c", "docker")]
    [InlineData("csharp-function", "dotnet")]
    [InlineData("process-node", "node")]
    [InlineData("process-python", "python3")]
    [InlineData("wasm-c", "wasm-ld")]
    public async Task A_function_of_each_kind_tells_how_far_a_press_is_above_its_limit(string sample, string program)
    {
        if (program == "docker") await docker.UseAsync();
        Assert.SkipUnless(ProcessHost.Exists(program), $"{program} is not installed");
        await using var run = await SampleRun.OfAsync(sample, inPlace: program == "dotnet");
        var point = Assert.Single(await run.Store.PointsAsync("press_alert"));
        Assert.Equal(2.5, point.GetProperty("fields").GetProperty("excess").GetDouble());
    }

    [Fact]
    public async Task A_function_in_one_file_raises_an_alarm()
    {
        await using var run = await SampleRun.OfAsync("csharp-overheat");
        Assert.EndsWith("2 passed, 0 failed\n", Assert.Single(run["test"]), StringComparison.Ordinal);
        var point = Assert.Single(await run.Store.PointsAsync("press_alarm"));
        Assert.True(point.GetProperty("fields").GetProperty("alarm").GetBoolean());
    }

    [Fact]
    public async Task A_reactive_query_over_windows_tells_what_climbs()
    {
        await using var run = await SampleRun.OfAsync("csharp-windows");
        Assert.EndsWith("3 passed, 0 failed\n", Assert.Single(run["test"]), StringComparison.Ordinal);
        var point = Assert.Single(await run.Store.PointsAsync("press_climb"));
        Assert.Equal(5, point.GetProperty("fields").GetProperty("rise").GetDouble());
    }

    [Fact]
    public async Task The_time_over_HTTP_is_told_in_two_zones()
    {
        await using var run = await SampleRun.OfAsync("http-time");
        Assert.Equal(["UTC", "Europe/Berlin"], run["curl"].Select(ZoneOf));
        Assert.Matches(@"(?m)^time +http GET /time +csharp +\d{4}-\S+ +- +2 +0 +0 +0$", Assert.Single(run["bindings"]));
    }

    [Fact]
    public async Task The_time_over_HTTP_is_told_by_a_container()
    {
        await docker.UseAsync();
        await using var run = await SampleRun.OfAsync("http-time", block: 1);
        Assert.Equal("UTC", ZoneOf(Assert.Single(run["curl"])));
        var refused = await Assert.ThrowsAsync<TrueException>(() => run.AgainAsync("curl 'http://127.0.0.1:8080/time?zone=Europe/Berlin'"));
        Assert.Contains("BadGateway {\"error\":", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_runs_on_a_timer_and_what_follows_it_on_its_results()
    {
        Assert.SkipUnless(ProcessHost.Exists("python3"), "python3 is not installed");
        await using var run = await SampleRun.OfAsync("triggers");
        Assert.NotEmpty(await run.Store.PointsAsync("machine"));
        Assert.NotEmpty(await run.Store.PointsAsync("machine_busy"));

        // The page lists them before the first tick.
        var bindings = await run.AgainAsync("./eventedge bindings --data data/triggers");
        Assert.Matches(@"(?m)^collector +every 10s +process +\d{4}-\S+:\d0Z +\d{4}-\S+:\d0Z +[1-9]", bindings);
        Assert.Matches(@"(?m)^night_report +cron 0 6 \* \* \* Europe/Berlin +process +- +\d{4}-\S+T0[45]:00:00Z +0 ", bindings);
        Assert.Matches(@"(?m)^busy +on collector +builtin +\d{4}-\S+ +- +[1-9]", bindings);
        var json = await run.AgainAsync("./eventedge bindings --data data/triggers --output json");
        Assert.Equal(
            ["collector", "night_report", "busy"],
            json.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l).GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_frame_is_read_in_another_language_as_the_page_shows()
    {
        Assert.SkipUnless(ProcessHost.Exists("python3"), "python3 is not installed");
        await using var run = await SampleRun.OfAsync("consumer-python");
        var page = await File.ReadAllTextAsync(Path.Combine(Folder, "consumer-python", "README.md"), TestContext.Current.CancellationToken);
        var shown = page.Split("```json\n")[1].Split(", ...}")[0];
        Assert.StartsWith(shown, Assert.Single(run["python3"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bindings_of_the_demo_run_it_from_a_file()
    {
        await using var run = await SampleRun.OfAsync("demo");
        Assert.Contains("no problem", Assert.Single(run["validate"]), StringComparison.Ordinal);
        Assert.NotEmpty(Assert.Single(run["demo"]));
    }

    [Fact]
    public async Task A_node_inside_one_service_sends_what_a_cloud_inside_another_stores()
    {
        await using var rabbit = await RabbitMqServer.StartNewAsync();
        using var scratch = new Scratch();
        var (mqtt, http, metrics) = (Scratch.FreePort(), Scratch.FreePort(), Scratch.FreePort());
        string[] bus = ["--rabbitmq", $"amqp://127.0.0.1:{rabbit.Port}"];
        await using var cloud = Service(
            "embedded-cloud", "EmbeddedCloud", ["--data", scratch.File("cloud"), "--http", $"{metrics}", .. bus]);
        await using var edge = Service(
            "embedded-edge", "EmbeddedEdge", ["--data", scratch.File("edge"), "--http", $"{http}", "--mqtt", $"{mqtt}", .. bus]);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.IsTrue(() => AnswersAsync(client, $"http://127.0.0.1:{http}/healthz/ready", "\"ready\""), "the edge to be ready");

        Assert.Equal(
            0, (await Command.RunAsync("publish", "plant/press/7", """{"temperature": 97}""", "--mqtt", $"127.0.0.1:{mqtt}")).ExitCode);
        const string Stored = "eventedge_ingest_points_total{binding=\"press_alert\",outcome=\"created\"} 1";
        await Eventually.IsTrue(() => AnswersAsync(client, $"http://127.0.0.1:{metrics}/metrics", Stored), "the point to be stored");
        await Eventually.IsTrue(
            () => edge.Output.Contains("press_alert has a new press_alert", StringComparison.Ordinal),
            "the service beside the node to see the result");
        foreach (var service in (ProcessHost[])[edge, cloud])
            Assert.True(await service.StopAsync(TimeSpan.FromSeconds(30)) == 0, service.Output + service.Errors);
    }

    /// <summary>Once at the start, and once more for what was sent while it was away; the cloud's own queues keep their copies.</summary>
    [Fact]
    public async Task A_consumer_in_NET_reads_every_result_from_a_queue_of_its_own()
    {
        await using var rabbit = await RabbitMqServer.StartNewAsync();
        using var scratch = new Scratch();
        var mqtt = Scratch.FreePort();
        string[] bus = ["--rabbitmq", $"amqp://127.0.0.1:{rabbit.Port}"];
        await using var edge = await Node.StartAsync(
            "edge", ["--bindings", Path.Combine(Folder, "embedded-edge", "bindings.yaml"), "--data", scratch.File("edge"), "--mqtt",
                $"127.0.0.1:{mqtt}", "--node", "edge-1", .. bus]);
        await edge.StatusAsync(status => status.Uplink == "up", "the exchange to be there");
        await using (var consumer = Service("consumer", "Consumer", bus))
        {
            await Eventually.IsTrue(
                async () => (await rabbit.ControlAsync("list_consumers", "queue_name")).Contains("plant-reports", StringComparison.Ordinal),
                "the consumer to listen");
            await PublishAsync(mqtt, 97);
            await Eventually.IsTrue(
                () => consumer.Output.Contains("edge-1 press_alert", StringComparison.Ordinal), "the point to be printed");
            Assert.True(await consumer.StopAsync(TimeSpan.FromSeconds(30)) == 0, consumer.Output + consumer.Errors);
        }

        await PublishAsync(mqtt, 98);
        await using var again = Service("consumer", "Consumer", bus);
        await Eventually.IsTrue(
            () => again.Output.Contains("edge-1 press_alert", StringComparison.Ordinal), "what came meanwhile to be printed");
        await edge.StatusAsync(status => status.OutboxPoints == 0, "every result to have left");
        Assert.Contains("eventedge.ingest.", await rabbit.ControlAsync("list_queues", "name"), StringComparison.Ordinal);
    }

    private static async Task PublishAsync(int mqtt, int temperature) => Assert.Equal(
        0, (await Command.RunAsync(
            "publish", "plant/press/7", $$"""{"temperature": {{temperature}}}""", "--mqtt", $"127.0.0.1:{mqtt}")).ExitCode);

    private static ProcessHost Service(string sample, string name, IEnumerable<string> arguments)
    {
        var build = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        return ProcessHost.Start(
            "dotnet", [Path.Combine(Places.Root, "artifacts", "bin", name, build, $"{name}.dll"), .. arguments],
            folder: Path.Combine(Folder, sample));
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string address, string text)
    {
        try
        {
            return (await client.GetStringAsync(address, TestContext.Current.CancellationToken)).Contains(text, StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string ZoneOf(string answer)
    {
        var document = JsonElement.Parse(answer);
        var time = document.GetProperty("time");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]0\d:00$", time.GetString());
        Assert.InRange(TimeProvider.System.GetUtcNow() - time.GetDateTimeOffset(), TimeSpan.Zero, AgeLimit);
        return document.GetProperty("zone").GetString()!;
    }
}
