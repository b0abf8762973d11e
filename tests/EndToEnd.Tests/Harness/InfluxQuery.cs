using System.Net.Http.Json;
using System.Text.Json;
using EventEdge.EndToEnd.Tests.Reference;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>Reads windows back from InfluxDB 1.x through its own query API, independent of the writer.</summary>
internal sealed class InfluxQuery(Uri address, string database) : IDisposable
{
    private const string Columns = "value_count, value_min, value_max, value_sum";

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// The windows of a measurement that carries the tag <c>file</c>; empty while there is none. A reader beside a write may see a point
    /// before all its fields are there: such a window is not counted yet.
    /// </summary>
    public async Task<IReadOnlyDictionary<WindowKey, Stats>> WindowsAsync(string measurement)
    {
        var query = Uri.EscapeDataString($"SELECT {Columns} FROM \"{measurement}\" GROUP BY \"file\"");
        var answer = await _http.GetFromJsonAsync<JsonElement>($"/query?db={database}&epoch=s&q={query}");
        var result = answer.GetProperty("results")[0];
        if (!result.TryGetProperty("series", out var series)) return new Dictionary<WindowKey, Stats>();
        return series.EnumerateArray().SelectMany(Windows).ToDictionary();
    }

    private static IEnumerable<KeyValuePair<WindowKey, Stats>> Windows(JsonElement series)
    {
        var file = series.GetProperty("tags").GetProperty("file").GetString()!;
        return series.GetProperty("values").EnumerateArray().Where(IsWhole).Select(row => new KeyValuePair<WindowKey, Stats>(
            new(file, row[0].GetInt64()), new((long)row[1].GetDouble(), row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble())));
    }

    private static bool IsWhole(JsonElement row) => row.EnumerateArray().All(field => field.ValueKind == JsonValueKind.Number);
}
