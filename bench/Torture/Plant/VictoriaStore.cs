using System.Text.Json;
using EventEdge.Tests.Support;
using EventEdge.Torture.Check;

namespace EventEdge.Torture.Plant;

/// <summary>
/// VictoriaMetrics. It keeps every value of an instant, so a corrected window has several; the one that counts is the highest revision's, whose
/// count and sum are the largest. It writes to disk seconds after it has accepted: a kill would lose what it promised.
/// </summary>
internal sealed class VictoriaStore(VictoriaMetricsServer server) : IPlantStore
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    public string Name => "VictoriaMetrics";

    public int Port => server.Port;

    public string Kind => "victoria";

    public bool Refuses => false;

    public bool IsDurable => false;

    public static async Task<VictoriaStore> StartNewAsync() => new(await VictoriaMetricsServer.StartNewAsync());

    public Task StartAsync() => server.StartAsync();

    public Task StopAsync() => server.StopAsync(StopLimit);

    public Task KillAsync() => StopAsync();

    public async Task<IReadOnlyList<StoredWindow>> WindowsAsync(DateTimeOffset origin)
    {
        var counts = await ReadAsync("seq_count", double.Max);
        var sums = await ReadAsync("seq_sum", double.Max);
        var minima = await ReadAsync("seq_min", double.Min);
        var maxima = await ReadAsync("seq_max", double.Max);
        var widths = await ReadAsync("resolution", double.Max);
        return [.. counts.Select(window => StoredWindow.At(
            window.Key.Device, DateTimeOffset.FromUnixTimeMilliseconds(window.Key.Time), origin, window.Value,
            sums.GetValueOrDefault(window.Key), minima.GetValueOrDefault(window.Key), maxima.GetValueOrDefault(window.Key), widths.GetValueOrDefault(window.Key, 1)))];
    }

    public Task ProvokeRefusalAsync(DateTimeOffset origin) => throw new NotSupportedException("it takes any line");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task<Dictionary<(string Device, long Time), double>> ReadAsync(string field, Func<double, double, double> latest)
    {
        var values = new Dictionary<(string, long), double>();
        foreach (var line in (await server.ExportAsync($"{{__name__=\"torture_{field}\"}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var series = JsonDocument.Parse(line);
            var device = series.RootElement.GetProperty("metric").GetProperty("device").GetString()!;
            var times = series.RootElement.GetProperty("timestamps").EnumerateArray().Select(t => t.GetInt64());
            foreach (var (time, value) in times.Zip(series.RootElement.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())))
            {
                values[(device, time)] = values.TryGetValue((device, time), out var other) ? latest(other, value) : value;
            }
        }

        return values;
    }
}
