using EventEdge.Torture.Check;
using EventEdge.Torture.Plant;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture.Faults;

/// <summary>
/// Devices whose values change their type with every message, are no JSON, or carry control characters, beside a good one in the same
/// measurement: that one is exact, and of the others each message is a point or counted as given up.
/// </summary>
internal static class HostileFault
{
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly Series All = new("hostile", Devices: 'h');

    private static readonly string[] Values =
    [
        "1", "1.5", "\"a text\"", "true", "null", "{}", "[1,2]", "1e999", "NaN", "-Infinity", "9223372036854775808",
        "\"\\u0000\\u0007\\u001b[2J\"",
        "\"\\ud800\"", "01", "\"\\r\\n# HELP\"", "\"", "{\"value\":1}", "-0.0", "1e-320",
    ];

    private static readonly string[] Labels =
    [
        "plain", "a,b=c d", "line\\nbreak", "nul\\u0000", "back\\\\", "quo\\\"te", "\\u202e\\u0007", "", " ", "\\t", "ünï\\ud83d\\ude00",
        new('l', 700),
    ];

    public static async Task<bool> InflictAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var sensors = Sensors(plant);
        var before = sensors.Sum(sensor => sensor.Acknowledged);
        // The good one first: what is stored first decides the type of a field. Frames overtake each other, so that sending first is not
        // enough.
        using (var some = new CancellationTokenSource(TimeSpan.FromMilliseconds(200))) await sensors[0].RunAsync(some.Token, stop);
        if (!await IsStoredAsync(plant, sensors[0], stop)) return false;
        using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1000, 4000)));
        await Task.WhenAll(sensors.Select(sensor => sensor.RunAsync(enough.Token, stop)));
        plant.Expected.Claim("a good series beside hostile ones", () => GoodDepartureAsync(plant, sensors[0]));
        return sensors.Sum(sensor => sensor.Acknowledged) > before;
    }

    private static async Task<bool> IsStoredAsync(TorturePlant plant, Sensor good, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StoreLimit);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                if ((await plant.Store.ValuesAsync(All, "value"))[good.Device].Any()) return true;
            }
            catch (HttpRequestException)
            {
                // The store is down by a fault of its own.
            }

            await Task.Delay(LookEvery, TimeProvider.System, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private static List<Sensor> Sensors(TorturePlant plant)
    {
        var sensors = plant.Expected.Hostile;
        if (sensors.Count > 0) return sensors;
        sensors.Add(Of(plant, "hgood", (n, at) => $$"""{"n":{{n}},"value":{{n}}.25,"label":"good","ts":"{{at}}"}"""));
        for (var i = 0; i < 2; i++)
        {
            var shift = i;
            sensors.Add(Of(plant, $"hbad{i}", (n, at) =>
            {
                var (value, label) = (Values[(n + (7 * shift)) % Values.Length], Labels[(n / 3) % Labels.Length]);
                return $$"""{"n":{{n}},"value":{{value}},"label":"{{label}}","ts":"{{at}}"}""";
            }));
        }

        return sensors;
    }

    private static Sensor Of(TorturePlant plant, string device, Func<long, string, string> body) =>
        new(device, plant.SensorLink.Port, plant.Sensors, new Script(_ => $"hostile/{device}", n => body(n, Reading.At(n, plant.Sensors))));

    private static async Task<string?> GoodDepartureAsync(TorturePlant plant, Sensor good)
    {
        foreach (var (field, more) in new[] { ("n", 0), ("value", 0.25) })
        {
            var stored = (await plant.Store.ValuesAsync(All, field))[good.Device].Order().ToList();
            if (stored.Count != good.Acknowledged) return $"{stored.Count} values of {field} instead of {good.Acknowledged}";
            for (var n = 0; n < stored.Count; n++)
            {
                if (stored[n] != n + more) return $"{field} of message {n} is {stored[n]}";
            }
        }

        return null;
    }
}
