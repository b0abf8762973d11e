using System.Text.Json;
using EventEdge.Tests.Support;
using EventEdge.Torture.Check;

namespace EventEdge.Torture.Plant;

/// <summary>
/// VictoriaMetrics. It keeps every value of an instant, so a corrected window has several; the one that counts is the highest revision's,
/// whose count and sum are the largest. It writes to disk seconds after it has accepted: a kill would lose what it promised.
/// </summary>
internal sealed class VictoriaStore(VictoriaMetricsServer server) : IPlantStore
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    public string Name => "VictoriaMetrics";

    public int Port => server.Port;

    public string Kind => "victoria";

    public bool Refuses => false;

    public bool IsDurable => false;

    public static async Task<VictoriaStore> StartNewAsync() => new(await VictoriaMetricsServer.StartNewAsync(keepsAll: true));

    public Task StartAsync() => server.StartAsync();

    public Task StopAsync() => server.StopAsync(StopLimit);

    public Task KillAsync() => StopAsync();

    public async Task<IReadOnlyList<StoredWindow>> WindowsAsync(Series series, DateTimeOffset origin)
    {
        var counts = await ReadAsync(series, "seq_count", double.Max);
        var sums = await ReadAsync(series, "seq_sum", double.Max);
        var minima = await ReadAsync(series, "seq_min", double.Min);
        var maxima = await ReadAsync(series, "seq_max", double.Max);
        var widths = await ReadAsync(series, "resolution", double.Max);
        return [.. counts.Select(window => StoredWindow.At(
            window.Key.Device, DateTimeOffset.FromUnixTimeMilliseconds(window.Key.Time), origin, window.Value,
            sums.GetValueOrDefault(window.Key), minima.GetValueOrDefault(window.Key), maxima.GetValueOrDefault(window.Key),
            widths.GetValueOrDefault(window.Key, 1)))];
    }

    public async Task<ILookup<string, double>> ValuesAsync(Series series, string field) =>
        (await ReadAsync(series, field, double.Max)).ToLookup(value => value.Key.Device, value => value.Value);

    public Task ProvokeRefusalAsync(DateTimeOffset origin) => throw new NotSupportedException("it takes any line");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // A series has all labels of a point: a part of a window beside the whole one, say.
    private async Task<Dictionary<(string Device, string Labels, long Time),
    double>> ReadAsync(Series asked, string field, Func<double, double, double> latest)
    {
        var values = new Dictionary<(string, string, long), double>();
        var selector = $"{{__name__=\"{asked.Measurement}_{field}\",node=\"{asked.Node}\",device=~\"{asked.Devices}.*\"}}";
        foreach (var line in (await server.ExportAsync(selector)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var series = JsonDocument.Parse(line);
            var metric = series.RootElement.GetProperty("metric");
            var device = metric.GetProperty("device").GetString()!;
            var labels = string.Join(
                ',', metric.EnumerateObject().Where(label => label.Name != "__name__").Select(label => label.Value.GetString()));
            var times = series.RootElement.GetProperty("timestamps").EnumerateArray().Select(t => t.GetInt64());
            foreach (var (time, value) in times.Zip(series.RootElement.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())))
            {
                var at = (device, labels, time);
                values[at] = values.TryGetValue(at, out var other) ? latest(other, value) : value;
            }
        }

        return values;
    }
}
