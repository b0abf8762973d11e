using EventEdge.Torture.Plant;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture.Faults.Floods;

/// <summary>
/// One client that sends one message of each of very many keys, through the bindings of the good ones. Each becomes a window or is given up
/// beyond the limit of keys; the windows of the keys that were known stay exact.
/// </summary>
internal static class KeyFlood
{
    private const int InFlight = 1000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<bool> InflictAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var (number, shuffle) = (plant.Expected.Floods.Count, (ulong)random.NextInt64());
        var options = plant.Sensors with { Rate = 1_000_000, InFlightLimit = InFlight };
        var at = Reading.At(0, options);
        var script = new Script(n => $"torture/f{Key((ulong)n + shuffle):x16}", _ => $$"""{"seq":0,"ts":"{{at}}"}""");
        var flood = new Sensor($"flood{number}", plant.SensorLink.Port, options, script);
        plant.Expected.Floods.Add(flood);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        enough.CancelAfter(Limit);
        var sending = flood.RunAsync(enough.Token, stop);
        while (flood.Acknowledged < plant.FloodMessages && !enough.IsCancellationRequested)
            await Task.Delay(Pause, TimeProvider.System, stop);
        var isDone = flood.Acknowledged >= plant.FloodMessages;
        await enough.CancelAsync();
        await sending;
        return isDone;
    }

    // SplitMix64: a bijection, so that no two numbers have one key.
    private static ulong Key(ulong number)
    {
        number += 0x9E3779B97F4A7C15;
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }
}
