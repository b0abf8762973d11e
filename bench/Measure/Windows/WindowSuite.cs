using System.Globalization;
using EventEdge.Measure.Results;

namespace EventEdge.Measure.Windows;

/// <summary>Every kind of window with 1 to 100,000 keys: heap a key, processor time an event, processor time a window that fires.</summary>
internal static class WindowSuite
{
    private const int EventsWanted = 100_000;

    // A sliding window looks at all of its events at each event: more of them would measure that and nothing else.
    private const int RoundLimit = 500;

    private static readonly (string Name, string Yaml)[] Kinds =
    [
        ("tumbling", "tumbling: 10s"),
        ("hopping", "hopping: { size: 10s, hop: 5s }"),
        ("sliding", "sliding: 10s"),
        ("session", "session: { gap: 5s }"),
        ("count", "count: { size: 3 }"),
    ];

    /// <summary>Prints the suite's lines.</summary>
    public static void Run()
    {
        foreach (var (name, yaml) in Kinds) Measure(name, yaml, 1000);
        foreach (var (name, yaml) in Kinds)
        {
            foreach (var keys in (ReadOnlySpan<int>)[1, 100, 10_000, 100_000])
            {
                foreach (var line in Measure(string.Create(CultureInfo.InvariantCulture, $"{name}, {keys} keys"), yaml, keys)) line.Print();
            }
        }
    }

    private static ResultLine[] Measure(string name, string yaml, int keys)
    {
        using var stage = new WindowStage(yaml, keys);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        stage.Round(0);
        var heap = (double)(GC.GetTotalMemory(forceFullCollection: true) - empty) / keys;

        // As many rounds within ten seconds of event time as it takes to measure: the events join open windows.
        var rounds = Math.Clamp(EventsWanted / keys, 1, RoundLimit);
        var each = Effort.Of((double)rounds * keys, () =>
        {
            for (var round = 1; round <= rounds; round++) stage.Round(4.0 * round / rounds);
        });

        // A round twenty seconds later closes what is open: one firing a key and round.
        var firings = Math.Clamp(EventsWanted / keys / 4, 1, RoundLimit);
        var fire = Effort.Of((double)firings * keys, () =>
        {
            for (var round = 1; round <= firings; round++) stage.Round(20.0 * round);
        });
        ResultLine[] times = [
            new("windows", name, "event", Math.Round(each), "ns"), new("windows", name, "event that fires", Math.Round(fire), "ns")];
        // Below some thousand keys the collector's own bookkeeping is larger than what is measured.
        return keys < 10_000 ? times : [new("windows", name, "heap", Math.Round(heap), "bytes/key"), .. times];
    }
}
