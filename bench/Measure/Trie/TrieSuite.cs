using System.Globalization;
using EventEdge.FunctionDispatcher.Routing;
using EventEdge.Measure.Results;

namespace EventEdge.Measure.Trie;

/// <summary>Time to find a topic's bindings among 1 to 10,000: a topic seen for the first time, and one seen lately.</summary>
internal static class TrieSuite
{
    private const int Topics = 1000;
    private const int Rounds = 200;

    /// <summary>Prints the suite's lines.</summary>
    public static void Run()
    {
        Measure(100);
        foreach (var bindings in (ReadOnlySpan<int>)[1, 10, 100, 1000, 10_000])
        {
            foreach (var line in Measure(bindings)) line.Print();
        }
    }

    private static ResultLine[] Measure(int bindings)
    {
        // One binding for each line of a plant, and every tenth across lines, as real files have them.
        var filters = Enumerable.Range(0, bindings).Select(n => KeyValuePair.Create(
            n % 10 == 9 ? string.Create(CultureInfo.InvariantCulture, $"plant/+/kind{n}/#")
                : string.Create(CultureInfo.InvariantCulture, $"plant/line{n}/{{device}}/telemetry"), n));
        var trie = new TopicTrie<int>(filters);
        var topics = Enumerable.Range(0, Topics)
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"plant/line{n % bindings}/d{n}/telemetry")).ToArray();
        var matches = new List<TopicEntry<int>>();
        var router = new TopicRouter<int>(trie);
        var name = string.Create(CultureInfo.InvariantCulture, $"{bindings} bindings");
        return
        [
            new("trie", name, "new topic", Time(topics, topic => { matches.Clear(); trie.Match(topic, matches); }), "ns"),
            new("trie", name, "known topic", Time(topics, topic => router.Route(topic)), "ns"),
        ];
    }

    private static double Time(string[] topics, Action<string> look)
    {
        foreach (var topic in topics) look(topic);
        return Math.Round(
            Effort.Of((double)Rounds * topics.Length, () =>
            {
                for (var round = 0; round < Rounds; round++)
                {
                    foreach (var topic in topics) look(topic);
                }
            }),
            1);
    }
}
