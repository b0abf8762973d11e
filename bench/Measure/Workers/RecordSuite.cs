using System.Globalization;
using EventEdge.Measure.Results;

namespace EventEdge.Measure.Workers;

/// <summary>
/// What the record costs by which a node says why nothing arrived: processor time of all threads with it and without, in turn, so that a
/// machine that others use as well slows both. The budget is 3 %.
/// </summary>
internal static class RecordSuite
{
    private const int Rounds = 21;
    private const int Messages = 1 << 20;

    /// <summary>Prints the suite's lines.</summary>
    public static void Run()
    {
        foreach (var (name, workers, isFiltered) in ((string, int, bool)[])
            [("all pass, 1 worker", 1, false), ("all pass, 2 workers", 2, false), ("where turns all away, 1 worker", 1, true)])
        {
            Compare(name, workers, isFiltered);
        }
    }

    private static void Compare(string name, int workers, bool isFiltered)
    {
        using var without = new WorkerStage(workers, keys: 100, isKeyInTopic: true, isFiltered);
        using var with = new WorkerStage(workers, keys: 100, isKeyInTopic: true, isFiltered, isRecorded: true);
        WorkerStage[] stages = [without, with];
        List<double>[] costs = [[], []];
        foreach (var stage in stages) stage.Cost(Messages);
        for (var round = 0; round < Rounds; round++)
        {
            // Who goes first changes, so that neither has the better half of each round.
            var first = round % 2;
            costs[first].Add(stages[first].Cost(Messages));
            costs[1 - first].Add(stages[1 - first].Cost(Messages));
        }

        var medians = Array.ConvertAll(costs, each => each.Order().ElementAt(Rounds / 2));
        var ratio = costs[0].Zip(costs[1], (less, more) => more / less).Order().ElementAt(Rounds / 2);
        Print(name, "without the record", medians[0], 0);
        Print(name, "with the record", medians[1], ratio);
    }

    private static void Print(string name, string side, double nanoseconds, double ratio) => new ResultLine(
        "record", string.Create(CultureInfo.InvariantCulture, $"{name}, {side}"), "processor time", Math.Round(nanoseconds, 1), "ns/msg",
        ratio > 0 ? "without the record" : string.Empty, Math.Round(ratio, 3)).Print();
}
