using System.Globalization;
using EventEdge.Measure.Results;

namespace EventEdge.Measure.Workers;

/// <summary>
/// What more than one worker is worth, where nothing else wants the processors: one, two, and half as many again as there are, in turn.
/// </summary>
internal static class WorkerSuite
{
    private const int Rounds = 7;
    private const int Messages = 1 << 20;

    /// <summary>Prints the suite's lines.</summary>
    public static void Run()
    {
        foreach (var (name, keys, isKeyInTopic) in ((string, int, bool)[])
            [("key in the topic, 100 keys", 100, true), ("key in the topic, 10000 keys", 10_000, true),
                ("key in the payload, 100 keys", 100, false)])
        {
            Compare(name, keys, isKeyInTopic);
        }
    }

    private static void Compare(string name, int keys, bool isKeyInTopic)
    {
        int[] counts = [.. new[] { 1, 2, Environment.ProcessorCount }.Distinct().Where(workers => workers <= Environment.ProcessorCount)];
        var stages = Array.ConvertAll(counts, workers => new WorkerStage(workers, keys, isKeyInTopic));
        var rates = Array.ConvertAll(counts, _ => new List<double>());
        foreach (var stage in stages) stage.Rate(Messages);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < stages.Length; i++) rates[i].Add(stages[i].Rate(Messages));
        }

        var medians = Array.ConvertAll(rates, each => each.Order().ElementAt(Rounds / 2));
        for (var i = 0; i < counts.Length; i++)
        {
            var side = string.Create(CultureInfo.InvariantCulture, $"{name}, {counts[i]} {(counts[i] == 1 ? "worker" : "workers")}");
            new ResultLine("workers", side, "dispatch", Math.Round(medians[i]), "msg/s", "1 worker", Math.Round(medians[i] / medians[0], 3))
                .Print();
        }

        foreach (var stage in stages) stage.Dispose();
    }
}
