using System.Text.Json;

namespace EventEdge.Tests.Support;

/// <summary>A Prometheus of our own that scrapes every second, with the project's alert rules.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly HttpClient _client;
    private ServerProcess? _server;

    private PrometheusServer() => _client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{Port}") };

    /// <summary>The program, or null where it is not installed.</summary>
    public static string? Program => ServerProcess.Find("/usr/bin/prometheus");

    public int Port { get; } = ServerProcess.FreePort();

    /// <summary>A running server; skips the test where there is none.</summary>
    /// <param name="rules">The file with the rules.</param>
    /// <param name="token">A file with the token that the targets ask for.</param>
    /// <param name="targets">What it scrapes, as HOST:PORT.</param>
    public static async Task<PrometheusServer> StartNewAsync(string rules, string token, params IEnumerable<string> targets)
    {
        Assert.SkipWhen(Program is null, "prometheus is not installed");
        var server = new PrometheusServer();
        await File.WriteAllTextAsync(server._directory.File("prometheus.yml"), $"""
            global: {JsonSerializer.Serialize(new { scrape_interval = "1s", evaluation_interval = "1s" })}
            rule_files: [{JsonSerializer.Serialize(rules)}]
            scrape_configs:
              - job_name: eventedge
                authorization: {JsonSerializer.Serialize(new { credentials_file = token })}
                static_configs: [{JsonSerializer.Serialize(new { targets })}]
            """);
        server._server = ServerProcess.Start(Program!,
        [
            $"--config.file={server._directory.File("prometheus.yml")}", $"--storage.tsdb.path={server._directory.File("data")}",
            $"--web.listen-address=127.0.0.1:{server.Port}",
        ]);
        await server._server.ReadyAsync(server.AnswersAsync);
        return server;
    }

    /// <summary>The samples of an expression, each with its labels.</summary>
    public async Task<IReadOnlyList<(Dictionary<string, string> Labels, string Value)>> QueryAsync(string expression)
    {
        var answer = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}");
        return [.. answer.GetProperty("result").EnumerateArray().Select(sample =>
            (sample.GetProperty("metric").Deserialize<Dictionary<string, string>>()!, sample.GetProperty("value")[1].GetString()!))];
    }

    /// <summary>What it says of each target: its address, <c>up</c> or not, and the error of the last scrape.</summary>
    public async Task<IReadOnlyList<(string Instance, string Health, string Error)>> TargetsAsync() =>
        [.. (await GetAsync("/api/v1/targets")).GetProperty("activeTargets").EnumerateArray().Select(target => (
            target.GetProperty("labels").GetProperty("instance").GetString()!, target.GetProperty("health").GetString()!,
            target.GetProperty("lastError").GetString()!))];

    /// <summary>What it knows of every metric it has scraped: its name, type and help.</summary>
    public async Task<IReadOnlyDictionary<string, (string Type, string Help)>> MetadataAsync() =>
        (await GetAsync("/api/v1/metadata")).EnumerateObject()
        .ToDictionary(
            family => family.Name, family =>
                (family.Value[0].GetProperty("type").GetString()!, family.Value[0].GetProperty("help").GetString()!));

    /// <summary>The rules it has loaded: name, and whether evaluating went well.</summary>
    public async Task<IReadOnlyList<(string Name, string Health)>> RulesAsync() =>
        [.. (await GetAsync("/api/v1/rules")).GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Select(rule => (rule.GetProperty("name").GetString()!, rule.GetProperty("health").GetString()!))];

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _client.Dispose();
        _directory.Dispose();
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        var answer = JsonDocument.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative))).RootElement;
        return answer.GetProperty("data");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri("/-/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
