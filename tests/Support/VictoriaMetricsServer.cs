namespace EventEdge.Tests.Support;

/// <summary>A VictoriaMetrics of our own.</summary>
public sealed class VictoriaMetricsServer : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly HttpClient _client;
    private ServerProcess? _server;

    private readonly bool _keepsAll;

    private VictoriaMetricsServer(bool keepsAll)
    {
        _keepsAll = keepsAll;
        _client = new HttpClient { BaseAddress = Uri };
    }

    /// <summary>The program, or null where it is not installed.</summary>
    public static string? Program => ServerProcess.Find("/usr/bin/victoria-metrics");

    public int Port { get; } = ServerProcess.FreePort();

    public Uri Uri => new($"http://127.0.0.1:{Port}");

    /// <summary>A running server; skips the test where there is none.</summary>
    /// <param name="keepsAll">It keeps every value of an instant; else one of them by a rule of its own.</param>
    public static async Task<VictoriaMetricsServer> StartNewAsync(bool keepsAll = false)
    {
        Assert.SkipWhen(Program is null, "victoria-metrics is not installed");
        var server = new VictoriaMetricsServer(keepsAll);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts, or starts again with the same data.</summary>
    public async Task StartAsync()
    {
        _server = ServerProcess.Start(
            Program!,
            [
                $"-httpListenAddr=127.0.0.1:{Port}", $"-storageDataPath={_directory.File("data")}", "-retentionPeriod=100y",
                $"-dedup.minScrapeInterval={(_keepsAll ? "0s" : "1ms")}",
            ]);
        await _server.ReadyAsync(AnswersAsync);
    }

    /// <summary>Asks the server to end, and ends it at once when the limit has passed.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        if (_server is not null) await _server.StopAsync(limit);
        _server = null;
    }

    /// <summary>Every sample a selector matches, as the server exports them: one JSON object a line for each series.</summary>
    public async Task<string> ExportAsync(string selector)
    {
        await _client.GetStringAsync("/internal/force_flush");
        return await _client.GetStringAsync($"/api/v1/export?match[]={Uri.EscapeDataString(selector)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _client.Dispose();
        _directory.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _client.GetAsync("/health");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
