using System.Text.Json;

namespace EventEdge.Torture.Check;

/// <summary>A run as one JSON line.</summary>
internal static class ResultLine
{
    public static string Of(RunResult run) => JsonSerializer.Serialize(new
    {
        suite = "torture",
        seed = run.Seed,
        seconds = Math.Round(run.Duration.TotalSeconds, 1),
        kills = run.Kills,
        faults = run.Faults.Values.Sum(fault => fault.Done),
        acknowledged = run.Windows.Acknowledged,
        windows = run.Windows.Windows,
        resent = run.Resent,
        lost = run.Windows.Lost,
        counted_twice = run.Windows.CountedTwice,
        wrong_windows = run.Windows.WrongWindows,
        duplicate_points = run.Windows.DuplicatePoints,
        strange_acks = run.StrangeAcks,
        ledger = run.Ledger,
        examples = run.Windows.Examples,
    });
}
