using System.Globalization;
using System.Text;
using EventEdge.Tests.Support;

namespace EventEdge.Torture.Check;

/// <summary>Writes <c>docs/torture-report.md</c>.</summary>
internal static class TortureReport
{
    private static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(20);

    public static async Task<string> WriteAsync(TortureOptions options, IReadOnlyList<RunResult> runs)
    {
        var text = new StringBuilder();
        text.AppendLine("# Torture report").AppendLine()
            .AppendLine("Written by `bench/torture.sh`; what it does and why: [decision 8](decisions/0008-torture.md). Repeat a run by its seed:")
            .AppendLine("faults and their order are the same, the moments within the program are not.").AppendLine();
        Sums(text, runs);
        Line(text, $"Each run: {options.Sensors} sensors × {options.Rate} readings/s, {options.InFlight} in flight, {options.Faults} faults; a window is 100 readings of one sensor.");
        text.AppendLine().AppendLine(await VersionsAsync()).AppendLine();
        Runs(text, runs);
        Faults(text, runs);
        return text.ToString();
    }

    private static void Sums(StringBuilder text, IReadOnlyList<RunResult> runs)
    {
        text.AppendLine("| over all runs | |").AppendLine("|---|---|");
        Line(text, $"| acknowledged readings | {runs.Sum(r => r.Windows.Acknowledged)} |");
        Line(text, $"| windows compared | {runs.Sum(r => r.Windows.Windows)} |");
        Line(text, $"| kill -9 of edge or cloud | {runs.Sum(r => r.Kills)} |");
        Line(text, $"| acknowledged − stored | {runs.Sum(r => r.Windows.Lost)} |");
        Line(text, $"| counted twice | {runs.Sum(r => r.Windows.CountedTwice)} |");
        Line(text, $"| wrong windows | {runs.Sum(r => r.Windows.WrongWindows)} |");
        Line(text, $"| duplicate points | {runs.Sum(r => r.Windows.DuplicatePoints)} |");
        Line(text, $"| unexplained, edge | {runs.Sum(r => r.Ledger?.Unexplained ?? 0)} |");
        Line(text, $"| gaps, cloud | {runs.Sum(r => r.Ledger?.Gaps ?? 0)} |");
        Line(text, $"| runs without any departure | {runs.Count(r => r.IsClean)} of {runs.Count} |");
        text.AppendLine();
    }

    private static void Runs(StringBuilder text, IReadOnlyList<RunResult> runs)
    {
        text.AppendLine("| seed | seconds | kills | faults | acknowledged | resent | lost | counted twice | wrong | duplicate | late | unexplained | gaps |")
            .AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var r in runs)
        {
            Line(text, $"| {r.Seed} | {r.Duration.TotalSeconds:0} | {r.Kills} | {r.Faults.Values.Sum(f => f.Done)} | {r.Windows.Acknowledged} | {r.Resent} | {r.Windows.Lost} | {r.Windows.CountedTwice} | {r.Windows.WrongWindows} | {r.Windows.DuplicatePoints} | {r.Ledger?.Late} | {r.Ledger?.Unexplained} | {r.Ledger?.Gaps} |");
        }

        foreach (var r in runs.Where(r => r.Windows.Examples.Count > 0)) Line(text, $"\nSeed {r.Seed}, for example: {r.Windows.Examples[0]}");
        text.AppendLine();
    }

    private static void Faults(StringBuilder text, IReadOnlyList<RunResult> runs)
    {
        text.AppendLine("| fault | times | not reached |").AppendLine("|---|---|---|");
        foreach (var fault in runs.SelectMany(r => r.Faults).GroupBy(f => f.Key).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            Line(text, $"| {fault.Key} | {fault.Sum(f => f.Value.Done)} | {fault.Sum(f => f.Value.Vain)} |");
        }
    }

    private static async Task<string> VersionsAsync()
    {
        var version = await FirstLineAsync("git", "-C", Repository.File("."), "describe", "--always", "--dirty");
        var packages = await FirstLineAsync("dpkg-query", "-W", "-f=${Package} ${Version}, ", "rabbitmq-server", "influxdb");
        return $"EventEdge {version}, .NET {Environment.Version}, {packages} Linux {Environment.OSVersion.Version}, {Environment.ProcessorCount} cores shared with other work.";
    }

    private static async Task<string> FirstLineAsync(string program, params string[] arguments)
    {
        await using var process = ProcessHost.Start(program, arguments);
        await process.WaitForExitAsync(VersionLimit);
        return process.Output.Split('\n')[0].Trim();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
