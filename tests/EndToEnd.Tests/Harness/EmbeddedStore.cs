using System.Text.Json;
using EventEdge.EndToEnd.Tests.Reference;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>The embedded store as <c>eventedge points</c> shows it, also while the node runs.</summary>
internal sealed class EmbeddedStore(string data)
{
    /// <summary>The stored points of a measurement, one JSON object each.</summary>
    public async Task<IReadOnlyList<JsonElement>> PointsAsync(string measurement)
    {
        var result = await Command.RunAsync("points", measurement, "--data", data, "--output", "json");
        Assert.True(result.ExitCode == 0, result.ToString());
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    /// <summary>The points as windows. Two points of one identity would be a defect of the store and fail here.</summary>
    public async Task<IReadOnlyDictionary<WindowKey, Stats>> WindowsAsync(string measurement) =>
        (await PointsAsync(measurement)).ToDictionary(KeyOf, StatsOf);

    /// <summary>Waits until the stored windows are the expected ones.</summary>
    public Task MustBecomeAsync(string measurement, IReadOnlyDictionary<WindowKey, Stats> expected) =>
        Compare.MustBecomeAsync(measurement, expected, () => WindowsAsync(measurement));

    private static WindowKey KeyOf(JsonElement point) => new(
        point.GetProperty("tags").GetProperty("file").GetString()!,
        point.GetProperty("time").GetDateTimeOffset().ToUnixTimeSeconds());

    private static Stats StatsOf(JsonElement point)
    {
        var fields = point.GetProperty("fields");
        return new(
            fields.GetProperty("value_count").GetInt64(), fields.GetProperty("value_min").GetDouble(),
            fields.GetProperty("value_max").GetDouble(), fields.GetProperty("value_sum").GetDouble());
    }
}
