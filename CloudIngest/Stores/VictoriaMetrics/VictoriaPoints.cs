using System.Text.Json;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Events;

namespace EventEdge.CloudIngest.Stores.VictoriaMetrics;

/// <summary>
/// VictoriaMetrics, which knows series of one number each and calls them <c>measurement_field</c>. Every point has a <c>revision</c>, so
/// the names that end in it tell the measurements.
/// </summary>
internal sealed class VictoriaPoints(StoreQuery query) : IPointSource
{
    private const string NameLabel = "__name__", DatabaseLabel = "db", Revision = "revision";

    public string Name => $"VictoriaMetrics at {query.Address}";

    public IReadOnlyList<string> Measurements() =>
        [.. SeriesNames().Where(name => name.EndsWith($"_{Revision}", StringComparison.Ordinal))
            .Select(name => name[..^(Revision.Length + 1)]).Order(StringComparer.Ordinal)];

    public IEnumerable<StoredPoint> Read(PointFilter filter)
    {
        var points = new GatheredPoints();
        foreach (var (field, tags, values, times) in Series(filter))
        {
            for (var i = 0; i < values.Count; i++)
                points.Add(DateTimeOffset.FromUnixTimeMilliseconds(times[i]), tags, field, FieldValue.Of(values[i]));
        }

        return points.Read(filter);
    }

    public void Dispose() => query.Dispose();

    private IEnumerable<(string Field, string Tags, IReadOnlyList<double> Values, IReadOnlyList<long> Times)> Series(PointFilter filter)
    {
        // press_climate_max may be the field max of press_climate, or the field of a longer measurement.
        var prefix = $"{filter.Measurement}_";
        var longer = Measurements().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => $"{name}_").ToList();
        foreach (var name in SeriesNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)
            && !longer.Exists(other => name.StartsWith(other, StringComparison.Ordinal))))
        {
            using var lines = new StreamReader(query.Get($"/api/v1/export?match[]={Uri.EscapeDataString(Selector(name))}{Bounds(filter)}"));
            while (lines.ReadLine() is { } line) yield return SeriesOf(name[prefix.Length..], line);
        }
    }

    // Its texts are not JSON's: half a surrogate pair behind a backslash is refused.
    private static string Selector(string name) =>
        $"{{{NameLabel}=\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"}}";

    private static string Bounds(PointFilter filter) =>
        (filter.Since is { } since ? $"&start={since.ToUnixTimeSeconds()}" : string.Empty) + (
            filter.Until is { } until ? $"&end={until.ToUnixTimeSeconds() + 1}" : string.Empty);

    private static (string, string, IReadOnlyList<double>, IReadOnlyList<long>) SeriesOf(string field, string line)
    {
        using var series = JsonDocument.Parse(line);
        var tags = series.RootElement.GetProperty("metric").EnumerateObject().Where(label => label.Name is not (NameLabel or DatabaseLabel))
            .Select(label => KeyValuePair.Create(label.Name, label.Value.GetString()!)).ToList();
        return (field, PointText.Tags(tags),
            [.. series.RootElement.GetProperty("values").EnumerateArray()
                .Select(value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN)],
            [.. series.RootElement.GetProperty("timestamps").EnumerateArray().Select(time => time.GetInt64())]);
    }

    private IReadOnlyList<string> SeriesNames()
    {
        try
        {
            using var text = query.Get($"/api/v1/label/{NameLabel}/values?start=0");
            using var answer = JsonDocument.Parse(text);
            return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(name => name.GetString()!)];
        }
        catch (JsonException malformed)
        {
            throw new StoreReadException($"what answers at {query.Address} is no VictoriaMetrics", malformed);
        }
    }
}
