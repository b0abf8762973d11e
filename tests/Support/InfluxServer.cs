using System.Text.Json;

namespace EventEdge.Tests.Support;

/// <summary>An InfluxDB 1.x of our own with the project's configuration file.</summary>
public sealed class InfluxServer : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly HttpClient _client;
    private ServerProcess? _server;

    private InfluxServer() => _client = new HttpClient { BaseAddress = Uri };

    /// <summary>The program, or null where it is not installed.</summary>
    public static string? Program => ServerProcess.Find("/usr/bin/influxd", "/usr/sbin/influxd");

    public int Port { get; } = ServerProcess.FreePort();

    public Uri Uri => new($"http://127.0.0.1:{Port}");

    /// <summary>A running server; skips the test where there is none.</summary>
    public static async Task<InfluxServer> StartNewAsync()
    {
        Assert.SkipWhen(Program is null, "influxd is not installed");
        var server = new InfluxServer();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts, or starts again with the same data.</summary>
    public async Task StartAsync()
    {
        _server = ServerProcess.Start(
            Program!, ["run", "-config", Repository.File("broker-config/influxdb/influxdb.conf")], new Dictionary<string, string>
            {
                ["INFLUXDB_HTTP_BIND_ADDRESS"] = $"127.0.0.1:{Port}",
                ["INFLUXDB_BIND_ADDRESS"] = $"127.0.0.1:{ServerProcess.FreePort()}",
                ["INFLUXDB_META_DIR"] = _directory.File("meta"),
                ["INFLUXDB_DATA_DIR"] = _directory.File("data"),
                ["INFLUXDB_DATA_WAL_DIR"] = _directory.File("wal"),
            });
        await _server.ReadyAsync(AnswersAsync);
    }

    /// <summary>Asks the server to end, and ends it at once when the limit has passed.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        if (_server is not null) await _server.StopAsync(limit);
        _server = null;
    }

    /// <summary>Ends the server at once.</summary>
    public async Task KillAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>The rows of an InfluxQL query as lists of JSON values, in the order of the columns asked for after <c>time</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string query, string database = "eventedge")
    {
        using var answer = JsonDocument.Parse(
            await _client.GetStringAsync($"/query?epoch=ns&db={database}&q={Uri.EscapeDataString(query)}"));
        var result = answer.RootElement.GetProperty("results")[0];
        if (!result.TryGetProperty("series", out var series)) return [];
        return [.. series.EnumerateArray().SelectMany(s => s.GetProperty("values").EnumerateArray()).Select(row => row.Clone())];
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _client.Dispose();
        _directory.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _client.GetAsync("/ping");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
